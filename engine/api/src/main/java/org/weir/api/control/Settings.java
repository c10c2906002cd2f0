package org.weir.api.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What the user set. Result of {@code settings.get} and {@code settings.set}, and the latter's params: there every field
 * that is missing or null stays as it is.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Settings(@Nullable History history) {

    /**
     * What is kept, and for how long.
     *
     * @param historyDays flows and exchanges older than this are removed; 1 to 3,650
     * @param historyMb the oldest are removed when the database is larger than this; 1 to 1,000,000
     * @param captureBodies whether bodies and WebSocket messages of inspected flows are kept
     * @param bodyHosts globs: only bodies sent to these hosts; empty: to all
     * @param bodyApps globs: only bodies of these apps; empty: of all
     * @param bodyLimitKb the most that is kept of one body or message; 1 to 65,536
     * @param bodiesMb the most that is kept of all bodies; 1 to 1,000,000
     * @param bodyDays bodies older than this are removed; 1 to 3,650
     * @param redactStored whether secrets are replaced before anything is written
     * @param secretHeaders names of header fields whose values are secrets
     * @param secretParameters names of query parameters whose values are secrets
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record History(
            @Nullable Integer historyDays,
            @Nullable Integer historyMb,
            @Nullable Boolean captureBodies,
            @Nullable List<String> bodyHosts,
            @Nullable List<String> bodyApps,
            @Nullable Integer bodyLimitKb,
            @Nullable Integer bodiesMb,
            @Nullable Integer bodyDays,
            @Nullable Boolean redactStored,
            @Nullable List<String> secretHeaders,
            @Nullable List<String> secretParameters) {}
}
