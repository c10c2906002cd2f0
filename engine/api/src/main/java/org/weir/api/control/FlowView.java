package org.weir.api.control;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * One flow as it stood when it was asked for.
 *
 * @param id unique in one run of the engine, growing
 * @param state open or ended
 * @param startedMs milliseconds since 1970
 * @param endedMs milliseconds since 1970, or null while open
 * @param source the app's own address
 * @param destination what the app connected to
 * @param upstream what the engine connected to, or null while it did not
 * @param transport tcp
 * @param protocol what the first bytes told: tls, http, ssh...; unknown
 * @param host the name that the app asked for, or null
 * @param alpn what a TLS client offered
 * @param decision pass, block, inspect, reroute; null while undecided
 * @param rule id of the rule that decided, or null
 * @param reason one sentence, or null while undecided
 * @param inspection what became of the inspection that a rule wanted, or null when none did
 * @param bytesUp from the app to the upstream
 * @param bytesDown from the upstream to the app
 * @param close why it ended, or null while open
 */
@JsonNaming(SnakeCaseStrategy.class)
public record FlowView(
        long id,
        String state,
        long startedMs,
        @Nullable Long endedMs,
        Endpoint source,
        Endpoint destination,
        @Nullable Endpoint upstream,
        String transport,
        String protocol,
        @Nullable String host,
        List<String> alpn,
        FlowApp app,
        @Nullable String decision,
        @Nullable String rule,
        @Nullable String reason,
        @Nullable FlowInspection inspection,
        long bytesUp,
        long bytesDown,
        @Nullable String close) {
    public FlowView {
        alpn = alpn == null ? List.of() : List.copyOf(alpn);
    }
}
