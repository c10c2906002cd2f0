package org.weir.engine.refusal;

import java.time.Duration;

/** Time as a test wants it. Starts well after zero, so that something can have been before. */
final class FakeTimes implements Times {
    private long nanos = Duration.ofDays(400).toNanos();
    private long wall = 1_790_000_000_000L;

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public synchronized long wallMillis() {
        return wall;
    }

    synchronized FakeTimes pass(Duration time) {
        nanos += time.toNanos();
        wall += time.toMillis();
        return this;
    }

    /** The clock is set; no time passes. */
    synchronized FakeTimes set(long wallMillis) {
        wall = wallMillis;
        return this;
    }
}
