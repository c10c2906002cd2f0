package org.weir.ui.engine;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs one thing on the user interface's thread, at most so often, however often it is wished for; never a second time
 * while the first still waits for that thread. A user interface that is busy thus gets one larger update, not a queue.
 */
final class Pulse {
    private final Executor ui;
    private final ScheduledExecutorService timer;
    private final Runnable work;
    private final long gapNanos;
    private boolean wished;
    private boolean underWay;
    private long lastNanos;

    Pulse(Executor ui, ScheduledExecutorService timer, Duration gap, Runnable work) {
        this.ui = ui;
        this.timer = timer;
        this.work = work;
        this.gapNanos = gap.toNanos();
        this.lastNanos = System.nanoTime() - gapNanos;
    }

    /** Any thread. */
    synchronized void wish() {
        wished = true;
        if (!underWay) {
            underWay = true;
            var wait = Math.max(0, lastNanos + gapNanos - System.nanoTime());
            try {
                timer.schedule(() -> ui.execute(this::beat), wait, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                // The program ends; nobody looks any more.
                underWay = false;
            }
        }
    }

    private void beat() {
        synchronized (this) {
            wished = false;
        }
        try {
            work.run();
        } finally {
            synchronized (this) {
                lastNanos = System.nanoTime();
                underWay = false;
                if (wished) {
                    wish();
                }
            }
        }
    }
}
