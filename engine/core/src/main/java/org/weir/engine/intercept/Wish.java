package org.weir.engine.intercept;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the user wants of the capture. Immutable.
 *
 * @param pause with {@code on} false: how long; else null
 * @param resumeAt with {@code pause}: when it ends, by the wall clock
 * @param untilRestart with {@code on} false and no {@code pause}: a pause that ends with this process
 */
public record Wish(
        boolean on, @Nullable Duration pause, @Nullable Instant resumeAt, boolean untilRestart, Capture.LossMode mode) {
    public Wish {
        Objects.requireNonNull(mode, "mode");
        if (on || pause == null || resumeAt == null) {
            pause = null;
            resumeAt = null;
        }
        untilRestart = untilRestart && !on && pause == null;
    }

    public static Wish on(Capture.LossMode mode) {
        return new Wish(true, null, null, false, mode);
    }

    public static Wish off(Capture.LossMode mode) {
        return new Wish(false, null, null, false, mode);
    }

    public static Wish paused(Duration pause, Instant now, Capture.LossMode mode) {
        return new Wish(false, pause, now.plus(pause), false, mode);
    }

    public static Wish pausedUntilRestart(Capture.LossMode mode) {
        return new Wish(false, null, null, true, mode);
    }

    /** Whether it is off for a while only. */
    public boolean isPause() {
        return untilRestart || resumeAt != null;
    }

    /** What the next process is to begin with, and so what is stored. */
    public Wish afterRestart() {
        return untilRestart ? on(mode) : this;
    }

    /**
     * This wish after time went by, and after a clock that was set back: a pause never lasts longer from now on than it
     * was asked for.
     */
    public Wish at(Instant now) {
        if (resumeAt == null || pause == null) {
            return this;
        }
        if (!now.isBefore(resumeAt)) {
            return on(mode);
        }
        return resumeAt.isAfter(now.plus(pause)) ? paused(pause, now, mode) : this;
    }
}
