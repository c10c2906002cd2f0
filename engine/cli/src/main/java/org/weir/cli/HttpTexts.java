package org.weir.cli;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.HttpAction;
import org.weir.api.control.HttpRule;

/** HTTP rules in words. */
final class HttpTexts {
    /** A text that was put into a rule, in a list. */
    private static final int SHOWN = 40;

    private HttpTexts() {}

    static String actions(HttpRule rule) {
        return (rule.enabled() ? "" : "(off) ")
                + rule.actions().stream().map(HttpTexts::action).collect(Collectors.joining("; "));
    }

    static String conditions(HttpRule rule) {
        return RuleTexts.conditions(
                "app", rule.app(),
                "user", rule.user(),
                "domain", rule.domain(),
                "url", rule.url(),
                "method", rule.method(),
                "content type", rule.contentType());
    }

    private static String action(HttpAction action) {
        var words = action.action().replace('-', ' ');
        return switch (action.action()) {
            case "set-request-header", "add-request-header", "set-response-header", "add-response-header" ->
                words + " " + action.name() + ": " + shown(action.value());
            case "remove-request-header", "remove-response-header" -> words + " " + action.name();
            case "replace-request", "replace-response" ->
                words + " "
                        + (Boolean.TRUE.equals(action.regex())
                                ? "/" + shown(action.find()) + "/"
                                : shown(action.find()))
                        + " => " + shown(action.value());
            case "redirect" -> words + " " + (action.status() == null ? "" : action.status() + " ") + action.target();
            case "map" -> words + " to " + action.target();
            case "answer" -> words + " " + action.status() + (action.file() == null ? "" : " from " + action.file());
            default -> words + (action.file() == null ? "" : " " + action.file());
        };
    }

    private static String shown(@Nullable String text) {
        var value = text == null ? "" : text;
        return value.length() > SHOWN ? value.substring(0, SHOWN) + "..." : value;
    }
}
