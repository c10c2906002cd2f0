package org.weir.ui.screen.rules;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Approvals;
import org.weir.api.control.HttpAction;
import org.weir.api.control.Rule;
import org.weir.ui.text.Formats;
import org.weir.ui.text.Texts;

/** The cells of a line in the user's language. */
final class LineTexts {
    /** How a note begins that says which preset a rule belongs to. */
    static final String PRESET = "preset:";

    private final Texts texts;

    LineTexts(Texts texts) {
        this.texts = texts;
    }

    String kind(Line line) {
        return switch (line) {
            case Line.OfRule rule -> texts.get("rules.kind.rule");
            case Line.OfHttp http -> texts.get("rules.kind.http");
            case Line.OfException learned -> texts.get("rules.kind.exception");
        };
    }

    /** Its id as the command line knows it. */
    String id(Line line) {
        return line instanceof Line.OfException learned ? learned.item().id() : line.key();
    }

    String app(Line line) {
        return switch (line) {
            case Line.OfRule rule -> any(rule.rule().app());
            case Line.OfHttp http -> any(http.rule().app());
            case Line.OfException learned -> Formats.clean(learned.item().app().name());
        };
    }

    String user(Line line) {
        return switch (line) {
            case Line.OfRule rule -> any(rule.rule().user());
            case Line.OfHttp http -> any(http.rule().user());
            case Line.OfException learned -> texts.get("rules.any");
        };
    }

    String destination(Line line) {
        return switch (line) {
            case Line.OfRule rule -> destination(rule.rule());
            case Line.OfHttp http ->
                any(http.rule().url() != null ? http.rule().url() : http.rule().domain());
            case Line.OfException learned ->
                learned.item().domain().equals("*")
                        ? texts.get("rules.any")
                        : Formats.clean(learned.item().domain());
        };
    }

    private String destination(Rule rule) {
        if (rule.domain() != null && rule.cidr() != null) {
            return texts.get("rules.both", Formats.clean(rule.domain()), Formats.clean(rule.cidr()));
        }
        return any(rule.domain() != null ? rule.domain() : rule.cidr());
    }

    String port(Line line) {
        return line instanceof Line.OfRule rule ? any(rule.rule().port()) : texts.get("rules.any");
    }

    String protocol(Line line) {
        return switch (line) {
            case Line.OfRule rule -> any(rule.rule().protocol());
            case Line.OfHttp http ->
                http.rule().method() == null
                        ? "http"
                        : "http " + Formats.clean(http.rule().method());
            case Line.OfException learned -> "tls";
        };
    }

    private String any(@Nullable String text) {
        return text == null ? texts.get("rules.any") : Formats.clean(text);
    }

    String action(Line line) {
        return switch (line) {
            case Line.OfRule rule -> action(rule.rule());
            case Line.OfHttp http ->
                http.rule().actions().stream().map(LineTexts::action).collect(Collectors.joining(", "));
            case Line.OfException learned -> {
                var verdict = learned.item().verdict();
                yield word(verdict == null ? "keep" : verdict.decision());
            }
        };
    }

    private String action(Rule rule) {
        if (rule.action().equals("reroute")) {
            return texts.get("rules.rerouted", Formats.clean(Objects.requireNonNullElse(rule.target(), "")));
        }
        return rule.action().equals("inspect") && "block".equals(rule.onRefusal())
                ? texts.get("rules.inspect.strict")
                : word(rule.action());
    }

    /** A decision in a word or two. */
    String word(String action) {
        var key = "rules.action." + action;
        return texts.has(key) ? texts.get(key) : Formats.clean(action);
    }

    /** The protocol's own words: they are what files and the command line say, too. */
    private static String action(HttpAction action) {
        var detail = action.name() != null
                ? action.name()
                : action.status() != null ? Integer.toString(action.status()) : action.target();
        return Formats.clean(detail == null ? action.action() : action.action() + " " + detail);
    }

    String source(Line line) {
        return switch (line) {
            case Line.OfRule rule -> source(rule.rule().note());
            case Line.OfHttp http -> source(http.rule().note());
            case Line.OfException learned ->
                texts.get(learned.item().verdict() == null ? "rules.source.learned" : "rules.source.decided");
        };
    }

    private String source(@Nullable String note) {
        if (note == null) {
            return texts.get("rules.source.user");
        }
        return note.startsWith(PRESET)
                ? texts.get("rules.source.preset", Formats.clean(note.substring(PRESET.length())))
                : texts.get("rules.source.noted", Formats.clean(note));
    }

    /** How long it still holds. */
    String left(Line line, long nowMillis) {
        if (!(line instanceof Line.OfException learned)) {
            return texts.get("rules.left.ever");
        }
        var verdict = learned.item().verdict();
        if (verdict != null && verdict.untilMs() == null) {
            var key = "rules.left." + verdict.duration().toLowerCase(Locale.ROOT);
            return texts.has(key) ? texts.get(key) : Formats.clean(verdict.duration());
        }
        var until = verdict != null ? verdict.untilMs() : longest(learned.item());
        return texts.formats()
                .duration(Duration.ofMillis(Math.max(0, until - nowMillis))
                        .truncatedTo(java.time.temporal.ChronoUnit.MINUTES)
                        .toMillis());
    }

    private static long longest(Approvals.Item item) {
        return item.hosts().stream()
                .map(Approvals.Host::passesUntilMs)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    String hits(Line line) {
        return line instanceof Line.OfRule rule && rule.hits() >= 0
                ? texts.formats().number(rule.hits())
                : "";
    }

    /** What stands at a line that can never decide, or "". */
    String warning(Line line) {
        return line instanceof Line.OfRule rule && rule.hiddenBy() != null
                ? texts.get("rules.hidden", Formats.clean(rule.hiddenBy()))
                : "";
    }
}
