package org.weir.engine.main;

import java.time.Clock;
import java.time.Duration;
import org.weir.engine.store.FlowTable;

/**
 * What a stopping engine waits for: the connections that apps have just made. New ones go elsewhere by then; those that came
 * in the last moment before would break without ever having had an answer.
 */
final class Drain {
    /** Flows that began within this time before the stop are waited for; older ones had their chance of an answer. */
    static final Duration YOUNG = Duration.ofSeconds(1);

    /** A stop waits no longer than this for them. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    /** An accepted connection is no flow before its owner was asked for, which takes less than this. */
    static final Duration NAMING = Duration.ofMillis(50);

    private static final Duration LOOK = Duration.ofMillis(10);

    private Drain() {}

    /** Blocks until no young flow is left, or {@link #PATIENCE} is over. After accepting has ended. */
    static void await(FlowTable flows, Clock clock) throws InterruptedException {
        var begun = System.nanoTime();
        var young = clock.instant().minus(YOUNG);
        Duration waited;
        do {
            Thread.sleep(LOOK);
            waited = Duration.ofNanos(System.nanoTime() - begun);
        } while (waited.compareTo(PATIENCE) < 0 && (waited.compareTo(NAMING) < 0 || flows.isOpenSince(young)));
    }
}
