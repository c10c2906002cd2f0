package org.weir.ui.query;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.FlowView;

/** The values that completion can offer: those of the flows at hand, the most frequent first. Immutable. */
public final class Vocabulary {
    /** Nothing known. */
    public static final Vocabulary EMPTY = new Vocabulary(Map.of());

    /** Looked at; more would only make typing slow. */
    public static final int FLOWS = 2_000;

    /** Offered of one field. */
    private static final int VALUES = 50;

    private final Map<Field, List<String>> values;

    private Vocabulary(Map<Field, List<String>> values) {
        this.values = values;
    }

    /** @param flows oldest first; the newest count */
    public static Vocabulary of(List<FlowView> flows) {
        var newest = flows.subList(Math.max(0, flows.size() - FLOWS), flows.size());
        return new Vocabulary(Map.of(
                Field.APP, frequent(newest, flow -> flow.app().name()),
                Field.HOST, frequent(newest, FlowView::host),
                Field.ADDRESS, frequent(newest, flow -> flow.destination().address()),
                Field.PORT,
                        frequent(
                                newest,
                                flow -> Integer.toString(flow.destination().port())),
                Field.PROTOCOL, frequent(newest, FlowView::protocol),
                Field.USER, frequent(newest, flow -> flow.app().user()),
                Field.RULE, frequent(newest, FlowView::rule)));
    }

    private static List<String> frequent(List<FlowView> flows, Function<FlowView, @Nullable String> value) {
        var counts = new HashMap<String, Integer>();
        flows.stream().map(value).filter(Objects::nonNull).forEach(each -> counts.merge(each, 1, Integer::sum));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(VALUES)
                .map(Map.Entry::getKey)
                .toList();
    }

    List<String> of(Field field) {
        return switch (field) {
            case DECISION -> Tests.DECISIONS;
            case STATE -> Tests.STATES;
            case WHY -> List.of("refused", "stepped-aside", "rule", "no rule");
            case AGE -> List.of("<1m", "<5m", "<1h", ">1h");
            case UP, DOWN -> List.of(">1kb", ">1mb", ">100mb");
            default -> values.getOrDefault(field, List.of());
        };
    }
}
