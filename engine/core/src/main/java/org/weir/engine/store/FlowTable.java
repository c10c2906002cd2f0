package org.weir.engine.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.api.control.Status;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Flow;
import org.weir.engine.flow.FlowObserver;

/**
 * All open flows and the last ended ones. There is no lock: event loops write into concurrent maps, a query walks over
 * them meanwhile and sees each flow at most once, as it stands.
 */
public final class FlowTable implements FlowObserver {
    /** How many ended flows are kept. */
    public static final int ENDED_KEPT = 20_000;

    private static final Logger LOG = LoggerFactory.getLogger(FlowTable.class);

    /** What became of {@link #close}. */
    public enum CloseOutcome {
        CLOSED,
        /** It had ended by itself. */
        ENDED_BEFORE,
        /** Never seen, or ended so long ago that it was forgotten. */
        NOT_FOUND
    }

    /**
     * Result of a query.
     *
     * @param flows newest first
     * @param total how many match, also beyond the limit
     */
    public record Found(List<Flow> flows, int total) {}

    private record Entry(Flow flow, Closer closer, AtomicBoolean decided) {}

    private final Map<Long, Entry> open = new ConcurrentHashMap<>();
    private final AtomicReferenceArray<Flow> ended;
    private final AtomicLong endedCount = new AtomicLong();
    private final List<FlowWatch> watches = new CopyOnWriteArrayList<>();
    private final FlowCounters counters = new FlowCounters();

    public FlowTable() {
        this(ENDED_KEPT);
    }

    FlowTable(int endedKept) {
        ended = new AtomicReferenceArray<>(endedKept);
    }

    @Override
    public void opened(Flow flow, Closer closer) {
        counters.opened();
        open.put(flow.id(), new Entry(flow, closer, new AtomicBoolean()));
        tell(flow);
    }

    @Override
    public void changed(Flow flow) {
        var entry = open.get(flow.id());
        if (entry != null) {
            countDecision(entry);
        }
        tell(flow);
    }

    @Override
    public void ended(Flow flow) {
        var entry = open.get(flow.id());
        if (entry == null) {
            return;
        }
        countDecision(entry);
        counters.ended(flow);
        // First into the ring, then out of the open ones: a query that walks in the other order misses nothing.
        var slot = (int) (endedCount.getAndIncrement() % ended.length());
        ended.set(slot, flow);
        open.remove(flow.id());
        tell(flow);
    }

    /** Flows that match, newest first. */
    public Found query(FlowMatcher matcher, int limit) {
        var matching = new HashSet<Flow>();
        for (var entry : open.values()) {
            if (matcher.test(entry.flow())) {
                matching.add(entry.flow());
            }
        }
        for (var i = 0; i < ended.length(); i++) {
            var flow = ended.get(i);
            if (flow != null && matcher.test(flow)) {
                matching.add(flow);
            }
        }
        var sorted = new ArrayList<>(matching);
        sorted.sort(Comparator.comparingLong(Flow::id).reversed());
        return new Found(List.copyOf(sorted.subList(0, Math.min(limit, sorted.size()))), sorted.size());
    }

    /** Ends an open flow, as the user wishes. */
    public CloseOutcome close(long id) {
        var entry = open.get(id);
        if (entry != null && !entry.flow().ended()) {
            entry.closer().close(CloseReason.CLOSED_BY_USER);
            return CloseOutcome.CLOSED;
        }
        if (entry != null) {
            return CloseOutcome.ENDED_BEFORE;
        }
        return endedBefore(id) == null ? CloseOutcome.NOT_FOUND : CloseOutcome.ENDED_BEFORE;
    }

    /** Empty: never seen, or ended so long ago that it was forgotten. Walks over the ended flows. */
    public Optional<Flow> find(long id) {
        var entry = open.get(id);
        // First the open ones: a flow that ends meanwhile is then found among the others.
        return entry != null ? Optional.of(entry.flow()) : Optional.ofNullable(endedBefore(id));
    }

    private @Nullable Flow endedBefore(long id) {
        for (var i = 0; i < ended.length(); i++) {
            var flow = ended.get(i);
            if (flow != null && flow.id() == id) {
                return flow;
            }
        }
        return null;
    }

    /** Ends every open flow. */
    public void closeAll(CloseReason reason) {
        for (var entry : open.values()) {
            entry.closer().close(reason);
        }
    }

    /** Whether a flow that began at or after that time is still open. Walks over the open flows. */
    public boolean isOpenSince(Instant begun) {
        for (var entry : open.values()) {
            if (!entry.flow().started().isBefore(begun)) {
                return true;
            }
        }
        return false;
    }

    /** The counters of this run. Walks over the open flows: for people and tests, not for event loops. */
    public Status.Counters counters() {
        return counters.show(this::openFlows);
    }

    /** Starts to collect changes; flows that are there already are not reported until they change. */
    public FlowWatch watch(FlowMatcher matcher) {
        var watch = new FlowWatch(matcher, this::openFlows, watches::remove);
        watches.add(watch);
        return watch;
    }

    private Iterator<Flow> openFlows() {
        return open.values().stream().map(Entry::flow).iterator();
    }

    private void countDecision(Entry entry) {
        var decision = entry.flow().decision();
        if (decision != null && entry.decided().compareAndSet(false, true)) {
            counters.decided(decision);
        }
    }

    private void tell(Flow flow) {
        for (var watch : watches) {
            try {
                watch.changed(flow);
            } catch (RuntimeException e) {
                // A watcher is a convenience; the flow's event loop must not feel it.
                LOG.warn("a watcher failed", e);
            }
        }
    }
}
