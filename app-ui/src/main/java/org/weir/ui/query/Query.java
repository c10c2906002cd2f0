package org.weir.ui.query;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.FlowView;

/**
 * What the user typed, understood. All terms must match; what could not be understood is left out and told by {@link
 * #problem}. Immutable.
 *
 * @param text as typed
 * @param problem the first thing that was not understood, or null
 */
public record Query(String text, List<Term> terms, @Nullable Problem problem) {
    /** Matches everything. */
    public static final Query ALL = new Query("", List.of(), null);

    /** Longer ones are cut: nobody types that. */
    public static final int MAX_LENGTH = 1_000;

    /** More are left out, for the same reason. */
    static final int MAX_TERMS = 50;

    public Query {
        terms = List.copyOf(terms);
    }

    /** Never fails. */
    public static Query parse(String text) {
        return new QueryParser(text).parse();
    }

    /**
     * Something that was not understood.
     *
     * @param kind the last part of its text key, {@code query.problem.…}
     * @param word what was not understood
     */
    public record Problem(String kind, String word) {}

    /**
     * One condition.
     *
     * @param field null: any of app, host, address
     * @param values as written, of which any may match
     */
    record Term(@Nullable Field field, boolean negated, List<String> values, Test test) {
        boolean matches(FlowView flow, long nowMs) {
            return test.matches(flow, nowMs) != negated;
        }
    }

    /** The condition itself. */
    @FunctionalInterface
    interface Test {
        boolean matches(FlowView flow, long nowMs);
    }

    public boolean isEmpty() {
        return terms.isEmpty();
    }

    /** Whether what matches changes by mere waiting. */
    public boolean dependsOnTime() {
        return terms.stream().anyMatch(term -> term.field() == Field.AGE);
    }

    /** @param nowMs milliseconds since 1970, for {@code age:} */
    public boolean matches(FlowView flow, long nowMs) {
        for (var term : terms) {
            if (!term.matches(flow, nowMs)) {
                return false;
            }
        }
        return true;
    }
}
