package org.weir.ui.screen.http;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Something that is wrong with a rule, and where. Pure.
 *
 * @param place as the engine writes it: {@code url}, {@code actions}, {@code actions[0].name}; "" is the rule as a whole
 * @param key of the text that says it
 * @param values for the text
 */
record Problem(String place, String key, List<Object> values) {
    private static final Pattern REFUSAL =
            Pattern.compile("(?s)(?:rule: )?(actions\\[\\d+](?:\\.[a-z_]+)?|[a-z_]+): (.*)");

    Problem {
        values = List.copyOf(values);
    }

    static Problem at(String place, String what, Object... values) {
        return new Problem(place, "http.wrong." + what, Arrays.asList(values));
    }

    static String action(int index) {
        return "actions[" + index + "]";
    }

    static String action(int index, ActionField field) {
        return action(index) + "." + field.wire();
    }

    /** What the engine said no with: at the field that it names, in its own words. */
    static Problem ofRefusal(String message) {
        var parts = REFUSAL.matcher(message);
        return parts.matches()
                ? new Problem(parts.group(1), "http.refused", List.of(parts.group(2)))
                : new Problem("", "http.refused", List.of(message));
    }
}
