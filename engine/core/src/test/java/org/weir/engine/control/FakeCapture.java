package org.weir.engine.control;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.weir.engine.intercept.Capture;

/** A capture that follows every wish at once. */
final class FakeCapture implements Capture {
    private final List<Runnable> callbacks = new CopyOnWriteArrayList<>();
    volatile Status status = status(true, null, true, "capturing", "full");

    static Status status(
            boolean wanted, @Nullable Instant resumeAt, boolean connected, String state, String attribution) {
        return new Status(
                wanted, resumeAt, false, LossMode.OPEN, connected, state, "", attribution, "0.1.0", List.of());
    }

    @Override
    public Status status() {
        return status;
    }

    @Override
    public void set(boolean on, @Nullable Duration pause, @Nullable LossMode mode) {
        status = new Status(
                on,
                pause == null ? null : Instant.EPOCH.plus(pause),
                false,
                mode == null ? status.mode() : mode,
                true,
                on ? "capturing" : "idle",
                "",
                "full",
                "0.1.0",
                List.of());
        callbacks.forEach(Runnable::run);
    }

    @Override
    public void pauseUntilRestart(@Nullable LossMode mode) {
        status = new Status(false, null, true, LossMode.OPEN, true, "idle", "", "full", "0.1.0", List.of());
        callbacks.forEach(Runnable::run);
    }

    @Override
    public void onChange(Runnable callback) {
        callbacks.add(callback);
    }
}
