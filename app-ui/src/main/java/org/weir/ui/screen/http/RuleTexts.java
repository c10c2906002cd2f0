package org.weir.ui.screen.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.HttpAction;
import org.weir.api.control.HttpRule;
import org.weir.ui.text.Formats;
import org.weir.ui.text.Texts;

/** HTTP rules in sentences of the user's language. */
final class RuleTexts {
    /** Of a value that was put into a rule; more is read in the editor. */
    private static final int SHOWN = 60;

    private final Texts texts;

    RuleTexts(Texts texts) {
        this.texts = texts;
    }

    /** What it does, as one sentence. */
    String does(HttpRule rule) {
        var clauses =
                rule.actions().stream().map(this::clause).collect(Collectors.joining(texts.get("http.does.then")));
        if (clauses.isEmpty()) {
            return texts.get("http.does.nothing");
        }
        var first = clauses.offsetByCodePoints(0, 1);
        return clauses.substring(0, first).toUpperCase(texts.locale()) + clauses.substring(first) + ".";
    }

    private String clause(HttpAction action) {
        var kind = ActionKind.of(action);
        if (kind.isEmpty()) {
            // Of a newer engine: its own word.
            return Formats.clean(action.action());
        }
        var key = "http.does." + action.action();
        return switch (kind.get()) {
            case SET_REQUEST_HEADER, ADD_REQUEST_HEADER, SET_RESPONSE_HEADER, ADD_RESPONSE_HEADER ->
                texts.get(key, shown(action.name()), shown(action.value()));
            case REMOVE_REQUEST_HEADER, REMOVE_RESPONSE_HEADER -> texts.get(key, shown(action.name()));
            case REPLACE_REQUEST, REPLACE_RESPONSE -> {
                var find = Boolean.TRUE.equals(action.regex())
                        ? texts.get("http.does.pattern", shown(action.find()))
                        : texts.get("http.does.text", shown(action.find()));
                yield action.value() == null || action.value().isEmpty()
                        ? texts.get(key + ".away", find)
                        : texts.get(key, find, shown(action.value()));
            }
            case INJECT_SCRIPT, INJECT_STYLE ->
                action.file() == null ? texts.get(key) : texts.get(key + ".file", shown(action.file()));
            case MAP -> texts.get(key, shown(action.target()));
            case REDIRECT -> texts.get(key, shown(action.target()), status(action, 302));
            case ANSWER ->
                action.file() == null
                        ? texts.get(key, status(action, 200))
                        : texts.get(key + ".file", status(action, 200), shown(action.file()));
            case BLOCK -> texts.get(key);
        };
    }

    /** As text: a status is no number to be grouped. */
    private static String status(HttpAction action, int otherwise) {
        return Integer.toString(action.status() == null ? otherwise : action.status());
    }

    private static String shown(@Nullable String text) {
        var value = Formats.clean(text == null ? "" : text.replace('\n', ' '));
        return value.length() > SHOWN ? value.substring(0, value.offsetByCodePoints(0, SHOWN / 2)) + "…" : value;
    }

    /** Which requests it is for. */
    String matches(HttpRule rule) {
        var all = new ArrayList<String>();
        add(all, "app", rule.app());
        add(all, "user", rule.user());
        add(all, "domain", rule.domain());
        add(all, "url", rule.url());
        add(all, "method", rule.method());
        add(all, "type", rule.contentType());
        return all.isEmpty() ? texts.get("http.match.everything") : String.join(texts.get("http.match.and"), all);
    }

    private void add(List<String> to, String field, @Nullable String value) {
        if (value != null) {
            to.add(texts.get("http.match", texts.get("http.field." + field), Formats.clean(value)));
        }
    }

    /** Everything that can be read of it. */
    boolean mentions(HttpRule rule, String sought) {
        var all = String.join("\n", rule.id(), does(rule), matches(rule), rule.note() == null ? "" : rule.note());
        return all.toLowerCase(Locale.ROOT).contains(sought.strip().toLowerCase(Locale.ROOT));
    }

    String kind(ActionKind kind) {
        return texts.get("http.kind." + kind.word());
    }

    String say(Problem problem) {
        var values = problem.values().stream()
                .map(value -> value instanceof String text ? Formats.clean(text) : value)
                .toArray();
        return texts.get(problem.key(), values);
    }
}
