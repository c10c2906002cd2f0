package org.weir.ui.screen.flows;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.FlowView;
import org.weir.ui.engine.FlowChanges;
import org.weir.ui.query.Query;

/**
 * The table's lines out of all flows, those in memory and those that were found in the history: what the query wants, in
 * order, in groups; frozen when the user reads. JavaFX thread only, but knows no window. Each update costs about as much as
 * there are changed flows, plus one walk over the list.
 */
final class FlowModel {
    private final FlowBook book = new FlowBook();
    private final Map<String, Row.OfGroup> groups = new HashMap<>();
    private final RowList lines = new RowList();
    private final GroupSummary summaries;
    private Query query = Query.ALL;
    private Grouping grouping = Grouping.NONE;
    private @Nullable Comparator<FlowView> order;
    private Consumer<Runnable> keeper = Runnable::run;
    private List<Row.OfFlow> sorted = List.of();
    private boolean frozen;
    private int matching;
    private int waiting;

    /** Has {@code keeper} run each change of the lines: whoever looks at them puts back what the change moved. */
    void onChange(Consumer<Runnable> keeper) {
        this.keeper = keeper;
    }

    /** Writes the line of a group. */
    @FunctionalInterface
    interface GroupSummary {
        String of(List<Row.OfFlow> members);
    }

    FlowModel(GroupSummary summaries) {
        this.summaries = summaries;
    }

    RowList lines() {
        return lines;
    }

    /** How many are in memory. */
    int total() {
        return book.total();
    }

    /** How many are not in memory, but from the history. */
    int older() {
        return book.older();
    }

    /** How many flows in memory the query wants. */
    int matching() {
        return matching;
    }

    /** How many new flows wait because the table is frozen. */
    int waiting() {
        return waiting;
    }

    /** Forgets what is in memory and takes these. */
    void fill(List<FlowView> flows) {
        book.refill(flows);
        groups.clear();
        waiting = 0;
        var now = System.currentTimeMillis();
        flows.forEach(flow -> take(flow, now));
        rebuild();
    }

    void change(FlowChanges changes) {
        if (changes.isEmpty()) {
            return;
        }
        if (changes.reset()) {
            clear();
        }
        changes.gone().forEach(book::forget);
        var now = System.currentTimeMillis();
        var relevant = changes.reset() || !changes.gone().isEmpty();
        for (var flow : changes.changed()) {
            relevant |= take(flow, now);
        }
        if (frozen && !changes.reset()) {
            return;
        }
        if (relevant || order != null || grouping != Grouping.NONE) {
            rebuild();
        }
    }

    private void clear() {
        unsort();
        book.clear();
        groups.clear();
        waiting = 0;
    }

    private void unsort() {
        sorted.forEach(row -> row.sorted(false));
        sorted = List.of();
    }

    void beginOlder() {
        book.beginOlder();
    }

    boolean withOlder() {
        return book.withOlder();
    }

    /** @param found in the history, and what the query wants */
    void addOlder(List<FlowView> found) {
        book.addOlder(found);
        rebuild();
    }

    /** Only what is in memory from now on. */
    void forgetOlder() {
        if (book.forgetOlder()) {
            rebuild();
        }
    }

    /** The oldest flow down to which memory has no gap, or null. */
    @Nullable
    Long oldestWithoutGap() {
        return book.oldestWithoutGap();
    }

    /** Returns whether the list of lines can be another one now. */
    private boolean take(FlowView flow, long now) {
        var known = book.find(flow.id());
        var before = known != null && known.matches();
        var row = book.take(flow);
        row.matches(query.matches(flow, now));
        if (known == null && row.matches() && frozen) {
            waiting++;
        }
        return before != row.matches();
    }

    void query(Query wanted) {
        query = wanted;
        matchAll();
    }

    Query query() {
        return query;
    }

    /** For queries about age: what matches changes by waiting. */
    void matchAll() {
        var now = System.currentTimeMillis();
        book.rows().forEach(row -> row.matches(query.matches(row.view(), now)));
        rebuild();
    }

    void group(Grouping by) {
        grouping = by;
        groups.clear();
        rebuild();
    }

    Grouping grouping() {
        return grouping;
    }

    /** @param wanted null: newest first */
    void order(@Nullable Comparator<FlowView> wanted) {
        order = wanted;
        unsort();
        rebuild();
    }

    void toggle(Row.OfGroup group) {
        group.expanded(!group.expanded());
        rebuild();
    }

    /** While frozen, lines change but neither come nor go. */
    void freeze(boolean now) {
        if (frozen != now) {
            frozen = now;
            if (!now) {
                rebuild();
            }
        }
    }

    boolean frozen() {
        return frozen;
    }

    Row.@Nullable OfFlow find(long id) {
        return book.find(id);
    }

    /** At most so many of the newest flows, oldest first. */
    List<FlowView> newest(int most) {
        return book.rows().stream().limit(most).map(Row.OfFlow::view).toList().reversed();
    }

    private void rebuild() {
        waiting = 0;
        var wanted = new ArrayList<Row.OfFlow>();
        matching = 0;
        for (var row : book.rows()) {
            if (row.matches()) {
                wanted.add(row);
                matching += row.older() ? 0 : 1;
            }
        }
        var ordered = order == null ? wanted : sorted(wanted, order);
        var next = grouping == Grouping.NONE ? List.<Row>copyOf(ordered) : grouped(ordered);
        keeper.accept(() -> lines.become(next));
    }

    /** From the order of the last time: sorting what is nearly sorted costs little more than looking at it once. */
    private List<Row.OfFlow> sorted(List<Row.OfFlow> wanted, Comparator<FlowView> by) {
        var next = new ArrayList<Row.OfFlow>(wanted.size());
        for (var row : sorted) {
            row.sorted(row.matches());
        }
        for (var row : wanted) {
            if (!row.sorted()) {
                row.sorted(true);
                next.add(row);
            }
        }
        for (var row : sorted) {
            if (row.matches()) {
                next.add(row);
            }
        }
        next.sort((first, second) -> {
            var difference = by.compare(first.view(), second.view());
            return difference == 0 ? Long.compare(second.id(), first.id()) : difference;
        });
        sorted = next;
        return next;
    }

    /** Groups in the order of their first member; members below the head of an open group. */
    private List<Row> grouped(List<Row.OfFlow> wanted) {
        var members = new LinkedHashMap<String, List<Row.OfFlow>>();
        for (var row : wanted) {
            members.computeIfAbsent(grouping.of(row.view()), name -> new ArrayList<>())
                    .add(row);
        }
        groups.keySet().retainAll(members.keySet());
        var result = new ArrayList<Row>();
        members.forEach((name, rows) -> {
            var head = groups.computeIfAbsent(name, Row.OfGroup::new);
            head.summary(summaries.of(rows));
            result.add(head);
            if (head.expanded()) {
                result.addAll(rows);
            }
        });
        return result;
    }

    /** Counts the flows of a group that are so. */
    static int count(List<Row.OfFlow> members, ToIntFunction<FlowView> one) {
        return members.stream()
                .map(Row.OfFlow::view)
                .filter(Objects::nonNull)
                .mapToInt(one)
                .sum();
    }
}
