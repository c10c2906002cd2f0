package org.weir.api.control;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * One exchange in a list.
 *
 * @param id unique in one history, growing
 * @param flow the flow in which it was
 * @param state open, done or aborted
 * @param startedMs when the request's head was complete: milliseconds since 1970
 * @param durationMs to its end, or null while open
 * @param app what a person calls the app
 * @param url cut when very long; {@code exchanges.get} has all of it
 * @param status the final response's, or null before it came
 * @param mime the response's media type without parameters, or null
 * @param requestBytes of the body as sent to the server
 * @param responseBytes of the body as sent to the app
 * @param changed whether a rule changed something
 */
@JsonNaming(SnakeCaseStrategy.class)
public record ExchangeView(
        long id,
        long flow,
        String state,
        long startedMs,
        @Nullable Long durationMs,
        String app,
        String method,
        String url,
        @Nullable Integer status,
        @Nullable String mime,
        long requestBytes,
        long responseBytes,
        boolean changed) {}
