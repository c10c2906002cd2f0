package org.weir.ui.screen.http;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.HttpAction;
import org.weir.api.control.HttpRule;

/**
 * What is certainly wrong with a rule, said before the engine is asked. Never stricter than the engine, which has the last
 * word. Pure.
 */
final class RuleChecks {
    private static final int MOST_ACTIONS = 32;

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    /** RFC 9110, section 5.6.2. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}");

    private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z0-9_-]{0,31}");
    private static final Pattern TYPE = Pattern.compile("[^\\s/,]+/[^\\s/,]+");
    private static final Pattern PORT_AT_END = Pattern.compile(".+:\\d+/?");

    private final HttpRule rule;
    private final List<Problem> found = new ArrayList<>();

    private RuleChecks(HttpRule rule) {
        this.rule = rule;
    }

    static List<Problem> of(HttpRule rule) {
        var checks = new RuleChecks(rule);
        checks.conditions();
        checks.actions();
        return List.copyOf(checks.found);
    }

    private void conditions() {
        var domain = rule.domain();
        if (domain != null && (domain.indexOf('/') >= 0 || hasBlank(domain))) {
            found.add(Problem.at("domain", "domain"));
        }
        var url = rule.url();
        if (url != null) {
            var lower = url.toLowerCase(Locale.ROOT);
            if (hasBlank(url)) {
                found.add(Problem.at("url", "blank"));
            } else if (!lower.startsWith("http://") && !lower.startsWith("https://") && !lower.startsWith("*")) {
                found.add(Problem.at("url", "url"));
            }
        }
        if (!all(rule.method(), METHOD, Locale.ROOT)) {
            found.add(Problem.at("method", "method"));
        }
        if (!all(rule.contentType(), TYPE, null)) {
            found.add(Problem.at("content_type", "type"));
        }
    }

    private static boolean hasBlank(String text) {
        return text.chars().anyMatch(c -> c <= ' ');
    }

    /** @param upper not null: compared in capitals */
    private static boolean all(@Nullable String list, Pattern pattern, @Nullable Locale upper) {
        if (list == null) {
            return true;
        }
        for (var word : list.split(",", -1)) {
            var one = upper == null ? word.strip() : word.strip().toUpperCase(upper);
            if (!pattern.matcher(one).matches()) {
                return false;
            }
        }
        return true;
    }

    private void actions() {
        var actions = rule.actions();
        if (actions.isEmpty()) {
            found.add(Problem.at("actions", "nothing"));
        }
        if (actions.size() > MOST_ACTIONS) {
            found.add(Problem.at("actions", "many", MOST_ACTIONS));
        }
        for (var i = 0; i < actions.size(); i++) {
            var action = actions.get(i);
            var at = i;
            ActionKind.of(action).ifPresent(kind -> {
                if (kind.ends() && at < actions.size() - 1) {
                    found.add(Problem.at(Problem.action(at), "ends"));
                }
                if (rule.contentType() != null && !kind.onResponse()) {
                    found.add(Problem.at(Problem.action(at), "early"));
                }
                action(kind, action, at);
            });
        }
    }

    private void action(ActionKind kind, HttpAction action, int at) {
        if (kind.has(ActionField.NAME) && !isHeaderName(action.name())) {
            found.add(Problem.at(Problem.action(at, ActionField.NAME), "name"));
        }
        if (kind.has(ActionField.VALUE) && !isHeaderValue(action.value())) {
            found.add(Problem.at(Problem.action(at, ActionField.VALUE), "value"));
        }
        if (kind.has(ActionField.FIND)) {
            find(action, at);
        }
        if (kind.has(ActionField.STATUS) && action.status() != null) {
            status(kind, action.status(), at);
        }
        if (kind.has(ActionField.SOURCE)) {
            content(kind, action, at);
        }
        if (kind.has(ActionField.TARGET)) {
            target(kind, action.target(), at);
        }
    }

    static boolean isHeaderName(@Nullable String name) {
        return name != null && TOKEN.matcher(name).matches();
    }

    private static boolean isHeaderValue(@Nullable String value) {
        return value != null
                && value.strip().equals(value)
                && value.chars().noneMatch(c -> (c < 0x20 && c != '\t') || c == 0x7f || c > 0xff);
    }

    private void find(HttpAction action, int at) {
        var place = Problem.action(at, ActionField.FIND);
        var find = action.find();
        if (find == null || find.isEmpty()) {
            found.add(Problem.at(place, "empty"));
        } else if (Boolean.TRUE.equals(action.regex())) {
            try {
                Pattern.compile(find);
            } catch (PatternSyntaxException e) {
                found.add(Problem.at(place, "regex", e.getDescription()));
            } catch (StackOverflowError e) {
                found.add(Problem.at(place, "regex", ""));
            }
        }
    }

    private void status(ActionKind kind, int status, int at) {
        var place = Problem.action(at, ActionField.STATUS);
        if (kind == ActionKind.REDIRECT && !REDIRECTS.contains(status)) {
            found.add(Problem.at(place, "redirect"));
        } else if (kind == ActionKind.ANSWER && (status < 200 || status > 599)) {
            found.add(Problem.at(place, "status"));
        }
    }

    private void content(ActionKind kind, HttpAction action, int at) {
        if (action.file() != null) {
            if (!isAbsolute(action.file())) {
                found.add(Problem.at(Problem.action(at, ActionField.FILE), "file"));
            }
        } else if (kind != ActionKind.ANSWER) {
            var body = action.body() == null ? "" : action.body();
            var place = Problem.action(at, ActionField.BODY);
            var end = kind == ActionKind.INJECT_SCRIPT ? "</script" : "</style";
            if (body.isBlank()) {
                found.add(Problem.at(place, "empty"));
            } else if (body.toLowerCase(Locale.ROOT).contains(end)) {
                found.add(Problem.at(place, "element", end + ">"));
            }
        }
    }

    private static boolean isAbsolute(String file) {
        try {
            return Path.of(file).isAbsolute();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private void target(ActionKind kind, @Nullable String target, int at) {
        var place = Problem.action(at, ActionField.TARGET);
        if (target == null || target.isBlank()) {
            found.add(Problem.at(place, "empty"));
        } else if (kind == ActionKind.MAP
                && !target.toLowerCase(Locale.ROOT).matches("https?://.+")
                && !PORT_AT_END.matcher(target).matches()) {
            found.add(Problem.at(place, "map"));
        }
    }
}
