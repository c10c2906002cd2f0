package org.weir.ui.engine;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A sleep that others can end early; a wake that comes before the sleep ends it at once. */
final class Waker {
    private final Semaphore woken = new Semaphore(0);

    void wake() {
        woken.release();
    }

    void await(Duration atMost) {
        try {
            woken.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
            woken.drainPermits();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
