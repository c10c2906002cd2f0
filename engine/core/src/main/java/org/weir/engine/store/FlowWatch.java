package org.weir.engine.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.weir.engine.flow.Flow;

/**
 * Collects which flows changed, each once, until somebody takes them. Flows are reported from any event loop without
 * waiting; one thread at a time may take.
 */
public final class FlowWatch implements AutoCloseable {
    /** So many flows may wait to be taken; more are counted as dropped. More than the open ones that we promise. */
    static final int MAX_PENDING = 16_384;

    private final FlowMatcher matcher;
    private final Iterable<Flow> open;
    private final Consumer<FlowWatch> onClose;
    private final Set<Flow> pending = ConcurrentHashMap.newKeySet();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private Map<Long, Long> seenBytes = new HashMap<>();

    FlowWatch(FlowMatcher matcher, Iterable<Flow> open, Consumer<FlowWatch> onClose) {
        this.matcher = matcher;
        this.open = open;
        this.onClose = onClose;
        refreshBytes();
        pending.clear();
        size.set(0);
        dropped.set(0);
    }

    void changed(Flow flow) {
        if (size.get() >= MAX_PENDING) {
            if (!pending.contains(flow)) {
                dropped.incrementAndGet();
            }
        } else if (pending.add(flow)) {
            size.incrementAndGet();
        }
    }

    /** Also reports open flows whose byte counters moved since the last call: nobody tells of those. */
    public void refreshBytes() {
        var now = new HashMap<Long, Long>(seenBytes.size() * 2);
        for (var flow : open) {
            var bytes = flow.bytesUp() + flow.bytesDown();
            now.put(flow.id(), bytes);
            if (bytes != seenBytes.getOrDefault(flow.id(), 0L)) {
                changed(flow);
            }
        }
        seenBytes = now;
    }

    /** Takes up to {@code max} flows out, oldest first, those that match the filter now. */
    public List<Flow> take(int max) {
        var taken = new ArrayList<Flow>(Math.min(max, Math.max(0, size.get())));
        var each = pending.iterator();
        while (taken.size() < max && each.hasNext()) {
            var flow = each.next();
            // Out first, read afterwards: a change that comes between is reported again, never lost.
            if (pending.remove(flow)) {
                size.decrementAndGet();
                if (matcher.test(flow)) {
                    taken.add(flow);
                }
            }
        }
        taken.sort((a, b) -> Long.compare(a.id(), b.id()));
        return taken;
    }

    /** Puts a flow back that was taken but could not be told. */
    public void putBack(Flow flow) {
        changed(flow);
    }

    /** How many changed flows were left out since the last call. */
    public long takeDropped() {
        return dropped.getAndSet(0);
    }

    public boolean isEmpty() {
        return pending.isEmpty() && dropped.get() == 0;
    }

    @Override
    public void close() {
        onClose.accept(this);
    }
}
