package org.weir.api.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Which flows are wanted: all fields that are not null must match.
 *
 * @param app case-insensitive glob; with a slash on the path of executable or script, without on their base names
 * @param user user name or uid
 * @param host case-insensitive glob on the name that the app asked for
 * @param address the original destination's address
 * @param port the original destination's port, 0 to 65535
 * @param decision pass, block, inspect or reroute
 * @param state open or ended
 * @param sinceId only flows with a greater id
 * @param beforeId only flows with a smaller id: the next page of a long list
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FlowFilter(
        @Nullable String app,
        @Nullable String user,
        @Nullable String host,
        @Nullable String address,
        @Nullable Integer port,
        @Nullable String decision,
        @Nullable String state,
        @Nullable Long sinceId,
        @Nullable Long beforeId) {

    /** Every flow. */
    public static final FlowFilter ALL = new FlowFilter(null, null, null, null, null, null, null, null, null);

    /** The same filter for flows older than {@code id}. */
    public FlowFilter before(long id) {
        return new FlowFilter(app, user, host, address, port, decision, state, sinceId, id);
    }
}
