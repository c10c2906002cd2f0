package org.weir.ui.query;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.FlowView;
import org.weir.ui.state.Outcome;

/** One value of one field as a condition. */
final class Tests {
    /** What {@code decision:} knows, beside the first letters of each. */
    static final List<String> DECISIONS =
            Arrays.stream(Outcome.values()).map(Outcome::word).toList();

    static final List<String> STATES = List.of("open", "ended");

    /** The rules' word, which is no outcome's. */
    static final String INSPECT = "inspect";

    private static final Pattern COMPARISON = Pattern.compile("([<>]=?)?\\s*(\\d{1,9})(\\.\\d{1,3})?([a-z]{0,3})");

    private Tests() {}

    /** Null when the value is none for this field. */
    static Query.@Nullable Test of(Field field, String value) {
        return switch (field) {
            case APP -> app(value);
            case HOST -> text(value, FlowView::host);
            case ADDRESS -> text(value, flow -> flow.destination().address());
            case PORT -> number(value, flow -> flow.destination().port());
            case PID -> number(value, flow -> flow.app().pid());
            case DECISION -> decision(value);
            case STATE -> state(value);
            case WHY -> why(value);
            case PROTOCOL -> protocol(value);
            case USER -> user(value);
            case RULE -> text(value, FlowView::rule);
            case AGE -> age(value);
            case UP -> size(value, FlowView::bytesUp);
            case DOWN -> size(value, FlowView::bytesDown);
        };
    }

    static Query.Test anywhere(String word) {
        var glob = Glob.of(word);
        return (flow, now) -> glob.matches(flow.app().name())
                || glob.matches(flow.host())
                || glob.matches(flow.destination().address());
    }

    private static Query.Test text(String value, Function<FlowView, @Nullable String> of) {
        var glob = Glob.of(value);
        return (flow, now) -> glob.matches(of.apply(flow));
    }

    /** A value with a slash is a path; any other a name, as the rules have it. */
    private static Query.Test app(String value) {
        var glob = Glob.of(value);
        if (value.indexOf('/') < 0) {
            return (flow, now) -> glob.matches(flow.app().name());
        }
        return (flow, now) ->
                glob.matches(flow.app().executable()) || glob.matches(flow.app().script());
    }

    private static Query.Test user(String value) {
        var glob = Glob.of(value);
        return (flow, now) -> {
            var user = flow.app().user();
            return glob.matches(user) || Integer.toString(flow.app().uid()).equals(value);
        };
    }

    private static Query.Test protocol(String value) {
        var glob = Glob.of(value);
        return (flow, now) -> {
            var inspection = flow.inspection();
            return glob.matches(flow.protocol()) || (inspection != null && glob.matches(inspection.alpn()));
        };
    }

    private static Query.Test why(String value) {
        var glob = Glob.of(value);
        return (flow, now) -> {
            var inspection = flow.inspection();
            return glob.matches(flow.reason())
                    || glob.matches(flow.close())
                    || (inspection != null
                            && (glob.matches(inspection.state())
                                    || glob.matches(inspection.reason())
                                    || glob.matches(inspection.evidence())));
        };
    }

    /** The words that rows show, their beginnings, and the words of rules (pass, block, inspect, reroute). */
    private static Query.@Nullable Test decision(String value) {
        if (value.equalsIgnoreCase(INSPECT)) {
            return (flow, now) -> INSPECT.equals(flow.decision());
        }
        var outcomes = outcomes(value);
        return outcomes.isEmpty() ? null : (flow, now) -> outcomes.contains(Outcome.of(flow));
    }

    /** Those whose words begin so. */
    static List<Outcome> outcomes(String value) {
        var lower = value.toLowerCase(Locale.ROOT);
        return Arrays.stream(Outcome.values())
                .filter(outcome -> outcome.word().startsWith(lower))
                .toList();
    }

    private static Query.@Nullable Test state(String value) {
        var lower = value.toLowerCase(Locale.ROOT);
        return STATES.contains(lower) ? (flow, now) -> flow.state().equals(lower) : null;
    }

    private static Query.@Nullable Test number(String value, ToLongFunction<FlowView> of) {
        var dash = value.indexOf('-');
        var low = digits(dash < 0 ? value : value.substring(0, dash));
        var high = dash < 0 ? low : digits(value.substring(dash + 1));
        return low < 0 || high < low
                ? null
                : (flow, now) -> of.applyAsLong(flow) >= low && of.applyAsLong(flow) <= high;
    }

    private static long digits(String text) {
        return text.isEmpty() || text.length() > 10 || !text.chars().allMatch(c -> c >= '0' && c <= '9')
                ? -1
                : Long.parseLong(text);
    }

    private static Query.@Nullable Test age(String value) {
        var comparison = ageBound(value);
        return comparison == null ? null : (flow, now) -> comparison.holds(now - flow.startedMs());
    }

    /** In milliseconds. */
    static @Nullable Comparison ageBound(String value) {
        return Comparison.of(value, unit -> switch (unit) {
            case "s", "" -> 1_000;
            case "m", "min" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> -1;
        });
    }

    private static Query.@Nullable Test size(String value, ToLongFunction<FlowView> of) {
        var comparison = Comparison.of(value, unit -> switch (unit) {
            case "", "b" -> 1;
            case "k", "kb", "kib" -> 1 << 10;
            case "m", "mb", "mib" -> 1 << 20;
            case "g", "gb", "gib" -> 1 << 30;
            default -> -1;
        });
        return comparison == null ? null : (flow, now) -> comparison.holds(of.applyAsLong(flow));
    }

    /** Below or above a bound; without a sign: up to it. */
    record Comparison(boolean above, double bound) {
        private static @Nullable Comparison of(String value, ToLongFunction<String> unit) {
            var read = COMPARISON.matcher(value.toLowerCase(Locale.ROOT));
            if (!read.matches()) {
                return null;
            }
            var factor = unit.applyAsLong(read.group(4));
            if (factor < 0) {
                return null;
            }
            var number = Double.parseDouble(read.group(2) + (read.group(3) == null ? "" : read.group(3)));
            var sign = read.group(1);
            return new Comparison(sign != null && sign.startsWith(">"), number * factor);
        }

        boolean holds(long value) {
            return above ? value >= bound : value <= bound;
        }
    }
}
