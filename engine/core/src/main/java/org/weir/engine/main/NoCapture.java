package org.weir.engine.main;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.engine.intercept.Capture;

/** Stands in for the interceptor's client when the options name no interceptor. */
final class NoCapture implements Capture {
    @Override
    public Status status() {
        return new Status(
                false,
                null,
                false,
                LossMode.OPEN,
                false,
                "unknown",
                "started without --interceptor",
                "unknown",
                "",
                List.of());
    }

    @Override
    public void set(boolean on, @Nullable Duration pause, @Nullable LossMode mode) {
        // There is nobody to tell; the status says so.
    }

    @Override
    public void pauseUntilRestart(@Nullable LossMode mode) {
        // As above.
    }

    @Override
    public void onChange(Runnable callback) {
        // It never changes.
    }
}
