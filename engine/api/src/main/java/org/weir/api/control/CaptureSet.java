package org.weir.api.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Params of {@code capture.set}.
 *
 * @param on null when the sender left it out, which is refused
 * @param pauseSeconds with {@code on} false: resume by itself after this, 1 to 604,800
 * @param untilRestart with {@code on} false: resume by itself when the engine is started anew; not together with a time
 * @param mode open, hold or closed; null keeps the present one
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CaptureSet(
        @Nullable Boolean on,
        @Nullable Long pauseSeconds,
        @Nullable Boolean untilRestart,
        @Nullable String mode) {
    /** One week. */
    public static final long MAX_PAUSE_SECONDS = 604_800;

    /** @param mode null keeps the present one */
    public static CaptureSet on(@Nullable String mode) {
        return new CaptureSet(true, null, null, mode);
    }

    /** Off until somebody switches it on. */
    public static CaptureSet off() {
        return new CaptureSet(false, null, null, null);
    }

    public static CaptureSet pause(Duration time) {
        return new CaptureSet(false, time.toSeconds(), null, null);
    }

    /** Until the engine is started anew, with the machine or by itself. */
    public static CaptureSet pauseUntilRestart() {
        return new CaptureSet(false, null, true, null);
    }
}
