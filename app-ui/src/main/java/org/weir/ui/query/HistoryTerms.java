package org.weir.ui.query;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.HistoryFilter;

/**
 * What of a query the engine can evaluate on its history. Never wants less than the query does: whatever comes back is
 * matched again here.
 */
public final class HistoryTerms {
    /** What a port can be; the engine refuses more. */
    private static final int MAX_PORT = 65_535;

    private final Query query;

    private HistoryTerms(Query query) {
        this.query = query;
    }

    /** @param nowMs milliseconds since 1970, for {@code age:} */
    public static HistoryFilter of(Query query, long nowMs) {
        var terms = new HistoryTerms(query);
        return new HistoryFilter(
                terms.first(Field.APP, HistoryTerms::glob),
                null,
                terms.first(Field.HOST, HistoryTerms::glob),
                null,
                terms.first(Field.PORT, HistoryTerms::port),
                terms.first(Field.DECISION, HistoryTerms::decision),
                terms.first(Field.STATE, value -> value.toLowerCase(Locale.ROOT)),
                terms.first(Field.AGE, value -> since(value, nowMs)),
                terms.first(Field.AGE, value -> until(value, nowMs)));
    }

    /** Of the first term that says all that its field must be; the engine knows neither "or" nor "not". */
    private <T> @Nullable T first(Field field, Function<String, @Nullable T> sent) {
        for (var term : query.terms()) {
            if (term.field() == field && !term.negated() && term.values().size() == 1) {
                var value = sent.apply(term.values().getFirst());
                if (value != null) {
                    return value;
                }
            }
        }
        return null;
    }

    /**
     * The engine compares whole texts, and minds the case of all letters but ASCII's. Its question mark is a character where
     * ours is half of some.
     */
    private static @Nullable String glob(String value) {
        if (value.chars().anyMatch(c -> c >= 128)) {
            return null;
        }
        return Glob.of(value).whole() ? value.replace('?', '*') : "*" + value + "*";
    }

    private static @Nullable Integer port(String value) {
        if (value.indexOf('-') >= 0) {
            return null;
        }
        var port = Long.parseLong(value);
        return port > MAX_PORT ? null : Integer.valueOf((int) port);
    }

    private static @Nullable String decision(String value) {
        if (value.equalsIgnoreCase(Tests.INSPECT)) {
            return Tests.INSPECT;
        }
        List<String> decisions = Tests.outcomes(value).stream()
                .map(outcome -> switch (outcome) {
                    case INSPECTED, STEPPED_ASIDE, REFUSED, FAILED -> Tests.INSPECT;
                    case BLOCKED -> "block";
                    case REROUTED -> "reroute";
                    case PASSED -> "pass";
                    // Is none yet, for which the engine has no word.
                    case PENDING -> "";
                })
                .distinct()
                .toList();
        return decisions.size() == 1 && !decisions.getFirst().isEmpty() ? decisions.getFirst() : null;
    }

    private static @Nullable Long since(String value, long nowMs) {
        var age = Tests.ageBound(value);
        return age == null || age.above() ? null : Long.valueOf(nowMs - (long) Math.ceil(age.bound()));
    }

    private static @Nullable Long until(String value, long nowMs) {
        var age = Tests.ageBound(value);
        // What begins before that moment: one more for what began at it.
        return age == null || !age.above() ? null : Long.valueOf(nowMs - (long) Math.floor(age.bound()) + 1);
    }
}
