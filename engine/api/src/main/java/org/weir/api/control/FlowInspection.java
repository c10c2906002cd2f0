package org.weir.api.control;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What became of a flow that a rule wants inspected.
 *
 * @param state starting, inspected, stepped-aside, refused or failed
 * @param reason one sentence
 * @param clientTls version and cipher suite that the app got from us, or null
 * @param serverTls version and cipher suite that we got from the server, or null
 * @param alpn what was agreed on with both sides, "" for nothing, null while unknown
 * @param evidence how the app refused our certificate, or null when it did not
 */
@JsonNaming(SnakeCaseStrategy.class)
public record FlowInspection(
        String state,
        String reason,
        @Nullable String clientTls,
        @Nullable String serverTls,
        @Nullable String alpn,
        @Nullable String evidence) {}
