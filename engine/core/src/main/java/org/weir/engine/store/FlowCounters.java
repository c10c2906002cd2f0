package org.weir.engine.store;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.weir.api.control.Status;
import org.weir.engine.flow.Decision;
import org.weir.engine.flow.Flow;
import org.weir.engine.flow.Inspection;

/** Sums over all flows of this run. Any thread may add and read; sums of bytes never go down. */
final class FlowCounters {
    private final LongAdder total = new LongAdder();
    private final LongAdder passed = new LongAdder();
    private final LongAdder blocked = new LongAdder();
    private final LongAdder rerouted = new LongAdder();
    private final LongAdder toInspect = new LongAdder();
    private final LongAdder endedInspected = new LongAdder();
    private final LongAdder endedRefused = new LongAdder();
    private final LongAdder endedUp = new LongAdder();
    private final LongAdder endedDown = new LongAdder();
    private final AtomicLong shownUp = new AtomicLong();
    private final AtomicLong shownDown = new AtomicLong();

    void opened() {
        total.increment();
    }

    void decided(Decision decision) {
        switch (decision.action()) {
            case Decision.Action.Pass() -> passed.increment();
            case Decision.Action.Inspect(var _) -> toInspect.increment();
            case Decision.Action.Block() -> blocked.increment();
            case Decision.Action.Reroute(var _) -> rerouted.increment();
        }
    }

    void ended(Flow flow) {
        if (inspected(flow)) {
            endedInspected.increment();
        } else if (notPassed(flow)) {
            endedRefused.increment();
        }
        endedUp.add(flow.bytesUp());
        endedDown.add(flow.bytesDown());
    }

    private static boolean inspected(Flow flow) {
        var inspection = flow.inspection();
        return inspection != null && inspection.state() == Inspection.State.INSPECTED;
    }

    private static boolean notPassed(Flow flow) {
        var inspection = flow.inspection();
        return inspection != null
                && (inspection.state() == Inspection.State.REFUSED || inspection.state() == Inspection.State.FAILED);
    }

    /** @param open the flows that are open now */
    Status.Counters show(Iterable<Flow> open) {
        var up = endedUp.sum();
        var down = endedDown.sum();
        var count = 0;
        var inspected = endedInspected.sum();
        for (var flow : open) {
            inspected += inspected(flow) ? 1 : 0;
            up += flow.bytesUp();
            down += flow.bytesDown();
            count++;
        }
        // A flow that ends between the two sums is missing once; its bytes must not seem to be taken back.
        return new Status.Counters(
                count,
                total.sum(),
                // What was to be inspected and is not, passes: stepped aside, or not so far yet.
                passed.sum() + Math.max(0, toInspect.sum() - inspected - endedRefused.sum()),
                blocked.sum(),
                rerouted.sum(),
                inspected,
                shownUp.accumulateAndGet(up, Math::max),
                shownDown.accumulateAndGet(down, Math::max));
    }
}
