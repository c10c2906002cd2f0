package org.weir.engine.store;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.weir.api.control.Status;
import org.weir.engine.flow.Decision;
import org.weir.engine.flow.Flow;

/** Sums over all flows of this run. Any thread may add and read; sums of bytes never go down. */
final class FlowCounters {
    private final LongAdder total = new LongAdder();
    private final LongAdder passed = new LongAdder();
    private final LongAdder blocked = new LongAdder();
    private final LongAdder rerouted = new LongAdder();
    private final LongAdder endedUp = new LongAdder();
    private final LongAdder endedDown = new LongAdder();
    private final AtomicLong shownUp = new AtomicLong();
    private final AtomicLong shownDown = new AtomicLong();

    void opened() {
        total.increment();
    }

    void decided(Decision decision) {
        switch (decision.action()) {
            // Nothing is decrypted yet: a flow that should be inspected did pass, and is counted so.
            case Decision.Action.Pass(), Decision.Action.Inspect(var _) -> passed.increment();
            case Decision.Action.Block() -> blocked.increment();
            case Decision.Action.Reroute(var _) -> rerouted.increment();
        }
    }

    void ended(Flow flow) {
        endedUp.add(flow.bytesUp());
        endedDown.add(flow.bytesDown());
    }

    /** @param open the flows that are open now */
    Status.Counters show(Iterable<Flow> open) {
        var up = endedUp.sum();
        var down = endedDown.sum();
        var count = 0;
        for (var flow : open) {
            up += flow.bytesUp();
            down += flow.bytesDown();
            count++;
        }
        // A flow that ends between the two sums is missing once; its bytes must not seem to be taken back.
        return new Status.Counters(
                count,
                total.sum(),
                passed.sum(),
                blocked.sum(),
                rerouted.sum(),
                0,
                shownUp.accumulateAndGet(up, Math::max),
                shownDown.accumulateAndGet(down, Math::max));
    }
}
