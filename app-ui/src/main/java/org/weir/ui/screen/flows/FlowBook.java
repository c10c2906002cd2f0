package org.weir.ui.screen.flows;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.FlowView;

/** The rows of all flows that the table knows: those in memory, and those that were found in the history. */
final class FlowBook {
    /** Flows from the history beside those in memory: as many again, so that the table stays as quick. */
    static final int MOST_OLDER = 20_000;

    private final TreeMap<Long, Row.OfFlow> all = new TreeMap<>(Comparator.reverseOrder());
    /** Those of {@link #all} that are in memory no more. */
    private final TreeMap<Long, Row.OfFlow> older = new TreeMap<>(Comparator.reverseOrder());

    private boolean withOlder;

    /** Newest first. */
    Collection<Row.OfFlow> rows() {
        return all.values();
    }

    Row.@Nullable OfFlow find(long id) {
        return all.get(id);
    }

    /** How many are in memory. */
    int total() {
        return all.size() - older.size();
    }

    /** How many are not in memory, but from the history. */
    int older() {
        return older.size();
    }

    /** The row of a flow that was told of: the one that it has, or a new one. */
    Row.OfFlow take(FlowView flow) {
        var row = all.get(flow.id());
        if (row == null) {
            row = new Row.OfFlow(flow);
            all.put(flow.id(), row);
            return row;
        }
        row.view(flow);
        if (older.remove(flow.id()) != null) {
            row.older(false);
        }
        return row;
    }

    /** Memory has given this one up. */
    void forget(long id) {
        var row = all.get(id);
        if (row == null) {
            return;
        }
        if (withOlder && row.matches()) {
            // Else a gap would open between what is in memory and what was found beyond it.
            keep(row);
            keepMost();
        } else {
            all.remove(id);
            row.matches(false);
        }
    }

    /** What is in memory now, after a time in which nothing was told. */
    void refill(List<FlowView> flows) {
        var ids = new HashSet<Long>();
        flows.forEach(flow -> ids.add(flow.id()));
        var seenBefore = false;
        for (var row : List.copyOf(all.values())) {
            if (ids.contains(row.id())) {
                seenBefore |= row.view().endedMs() != null;
            } else if (!row.older()) {
                forget(row.id());
            }
        }
        if (!seenBefore) {
            // Memory was turned over: between it and what was found beyond it is a gap now.
            forgetOlder();
        }
    }

    /** Another engine: all that is known is of the past. */
    void clear() {
        forgetOlder();
        all.clear();
    }

    /** From now on, what memory gives up and the query wants stays. */
    void beginOlder() {
        withOlder = true;
    }

    /** Whether there is something beside memory, or will be. */
    boolean withOlder() {
        return withOlder;
    }

    /** @param found in the history, and what the query wants */
    void addOlder(List<FlowView> found) {
        for (var flow : found) {
            if (!all.containsKey(flow.id())) {
                var row = new Row.OfFlow(flow);
                row.matches(true);
                all.put(flow.id(), row);
                keep(row);
            }
        }
        keepMost();
    }

    private void keep(Row.OfFlow row) {
        row.older(true);
        older.put(row.id(), row);
    }

    private void keepMost() {
        while (older.size() > MOST_OLDER) {
            var last = older.pollLastEntry();
            all.remove(last.getKey());
            last.getValue().matches(false);
        }
    }

    /**
     * Only what is in memory from now on.
     *
     * @return whether there was anything else
     */
    boolean forgetOlder() {
        withOlder = false;
        if (older.isEmpty()) {
            return false;
        }
        older.values().forEach(row -> row.matches(false));
        all.keySet().removeAll(older.keySet());
        older.clear();
        return true;
    }

    /**
     * The oldest flow down to which there is no gap, or null when there is none at all: flows that last stay in memory when
     * later ones have gone. Ids grow by one.
     */
    @Nullable
    Long oldestWithoutGap() {
        Long last = null;
        for (var id : all.keySet()) {
            if (last != null && id != last - 1) {
                return last;
            }
            last = id;
        }
        return last;
    }
}
