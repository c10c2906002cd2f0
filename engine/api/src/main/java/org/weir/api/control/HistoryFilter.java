package org.weir.api.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Which flows of the history are wanted: all fields that are not null must match. As {@link FlowFilter}, and:
 *
 * @param sinceMs begun then or later: milliseconds since 1970
 * @param untilMs begun before then
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HistoryFilter(
        @Nullable String app,
        @Nullable String user,
        @Nullable String host,
        @Nullable String address,
        @Nullable Integer port,
        @Nullable String decision,
        @Nullable String state,
        @Nullable Long sinceMs,
        @Nullable Long untilMs) {

    /** Every flow. */
    public static final HistoryFilter ALL = new HistoryFilter(null, null, null, null, null, null, null, null, null);
}
