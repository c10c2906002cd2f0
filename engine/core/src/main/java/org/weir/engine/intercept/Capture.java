package org.weir.engine.intercept;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the user wants captured, and what the interceptor does about it. Safe for use by several threads. */
public interface Capture {

    /** What happens to new connections when the engine is lost (docs/protocol.md, capture.apply). */
    enum LossMode {
        OPEN,
        HOLD,
        CLOSED
    }

    /**
     * @param wanted whether the user wants capture; false while paused
     * @param resumeAt when a pause ends, or null
     * @param untilRestart whether a pause lasts until the engine is started anew
     * @param connected whether an interceptor is connected
     * @param state the interceptor's own word: idle, capturing, holding, lifted, guarding; or "unknown"
     * @param reason why it is in that state, or ""
     * @param attribution full, limited or unknown
     * @param interceptorVersion or ""
     * @param notes what the user should be told, newest last: repairs, refusals of the kernel, limits
     */
    record Status(
            boolean wanted,
            @Nullable Instant resumeAt,
            boolean untilRestart,
            LossMode mode,
            boolean connected,
            String state,
            String reason,
            String attribution,
            String interceptorVersion,
            List<String> notes) {
        public Status {
            notes = List.copyOf(notes);
        }

        /** Whether capture is off for a while only. */
        public boolean paused() {
            return !wanted && (untilRestart || resumeAt != null);
        }
    }

    Status status();

    /**
     * Wants capture on, off, or off for a while. Returns when the wish is stored, not when the kernel has followed.
     *
     * @param pause with {@code on} false: resume after this; null: stay off
     * @param mode null: keep the present one
     */
    void set(boolean on, @Nullable Duration pause, @Nullable LossMode mode);

    /** Wants capture off until the engine is started anew; otherwise as {@link #set}. */
    void pauseUntilRestart(@Nullable LossMode mode);

    /** Calls back, on any thread, whenever {@link #status()} changed. */
    void onChange(Runnable callback);
}
