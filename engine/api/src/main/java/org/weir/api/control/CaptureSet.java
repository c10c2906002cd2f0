package org.weir.api.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Params of {@code capture.set}.
 *
 * @param on null when the sender left it out, which is refused
 * @param pauseSeconds with {@code on} false: resume by itself after this, 1 to 604,800
 * @param mode open, hold or closed; null keeps the present one
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CaptureSet(
        @Nullable Boolean on,
        @Nullable Long pauseSeconds,
        @Nullable String mode) {
    /** One week. */
    public static final long MAX_PAUSE_SECONDS = 604_800;
}
