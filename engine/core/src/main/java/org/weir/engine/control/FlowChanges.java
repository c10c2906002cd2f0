package org.weir.engine.control;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.weir.engine.store.FlowWatch;

/** {@code flows.watch}: each flow that changed, once a batch. */
final class FlowChanges implements MethodGroup.Watch {
    /** About 0.7 MiB of usual flows; what does not fit comes with the next batch. */
    private static final int MAX_FLOWS = 1_000;

    /** Byte counters of open flows are looked at this often: all open flows are walked over for it. */
    private static final long BYTES_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final FlowWatch flows;
    private final int intervalMillis;
    private volatile long bytesSeen = System.nanoTime();

    FlowChanges(FlowWatch flows, int intervalMillis) {
        this.flows = flows;
        this.intervalMillis = intervalMillis;
    }

    @Override
    public String notification() {
        return "flows.batch";
    }

    @Override
    public int intervalMillis() {
        return intervalMillis;
    }

    @Override
    public boolean isDue() {
        return !flows.isEmpty() || bytesDue();
    }

    @Override
    public byte @Nullable [] next(long watch) {
        if (bytesDue()) {
            bytesSeen = System.nanoTime();
            flows.refreshBytes();
        }
        var taken = flows.take(MAX_FLOWS);
        var array = Wire.flows(taken);
        taken.subList(array.count(), taken.size()).forEach(flows::putBack);
        var dropped = flows.takeDropped();
        return array.count() == 0 && dropped == 0
                ? null
                : Wire.join(
                        "{\"watch\":" + watch + ",\"flows\":",
                        array.json().toByteArray(),
                        ",\"dropped\":" + dropped + "}");
    }

    @Override
    public void close() {
        flows.close();
    }

    private boolean bytesDue() {
        return System.nanoTime() - bytesSeen >= BYTES_NANOS;
    }
}
