package org.weir.ui.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.weir.api.control.FlowView;

/**
 * The newest flows, at most a fixed number of them, and what changed since somebody last took the changes. Safe for use
 * by several threads.
 */
final class FlowRing {
    private final int capacity;
    private final TreeMap<Long, FlowView> flows = new TreeMap<>();
    /** Beside, so that pushing out costs the same however many are open. */
    private final TreeSet<Long> ended = new TreeSet<>();

    private Map<Long, FlowView> changed = new LinkedHashMap<>();
    private Set<Long> gone = new LinkedHashSet<>();
    private boolean reset;

    FlowRing(int capacity) {
        this.capacity = capacity;
    }

    /** Forgets everything: the flows of another run of the engine have other ids. */
    synchronized void clear() {
        flows.clear();
        ended.clear();
        changed = new LinkedHashMap<>();
        gone = new LinkedHashSet<>();
        reset = true;
    }

    /** Flows as the engine tells them from now on: newer than whatever is here. */
    synchronized void tell(List<FlowView> told) {
        told.forEach(this::put);
    }

    /** Flows from a list that was asked for: a flow that was told of meanwhile is newer than the list. */
    synchronized void fill(List<FlowView> listed) {
        for (var flow : listed) {
            if (!flows.containsKey(flow.id())) {
                put(flow);
            }
        }
    }

    private void put(FlowView flow) {
        if (flows.size() >= capacity && !flows.containsKey(flow.id())) {
            if (flow.id() < flows.firstKey()) {
                return;
            }
            evict();
        }
        flows.put(flow.id(), flow);
        if (flow.endedMs() != null) {
            ended.add(flow.id());
        }
        changed.put(flow.id(), flow);
        gone.remove(flow.id());
    }

    /** The oldest one that has ended; connections that last stay in sight as long as there are others to push out. */
    private void evict() {
        var first = ended.pollFirst();
        var id = first == null ? flows.firstKey() : first;
        flows.remove(id);
        changed.remove(id);
        gone.add(id);
    }

    /** All of them, oldest first. */
    synchronized List<FlowView> all() {
        return List.copyOf(flows.values());
    }

    /** What changed since the last call. */
    synchronized FlowChanges take() {
        if (!reset && changed.isEmpty() && gone.isEmpty()) {
            return FlowChanges.NONE;
        }
        var taken = new FlowChanges(reset, new ArrayList<>(changed.values()), new ArrayList<>(gone));
        changed = new LinkedHashMap<>();
        gone = new LinkedHashSet<>();
        reset = false;
        return taken;
    }
}
