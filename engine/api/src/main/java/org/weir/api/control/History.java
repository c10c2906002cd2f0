package org.weir.api.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** Params and results of the {@code history.*} methods. */
public final class History {
    /** What {@code history.flows} gives when no limit is asked for. */
    public static final int DEFAULT_LIMIT = 200;

    /** The most that {@code history.flows} gives. */
    public static final int MAX_LIMIT = 20_000;

    private History() {}

    /**
     * Params of {@code history.flows}.
     *
     * @param beforeId only flows with a smaller id: the next page
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FlowsParams(
            @Nullable HistoryFilter filter,
            @Nullable Integer limit,
            @Nullable Long beforeId) {}

    /**
     * Result of {@code history.flows}.
     *
     * @param flows newest first, of this run of the engine and of earlier ones; as many as fit into one line
     * @param more whether older ones match as well
     */
    public record Page(List<FlowView> flows, boolean more) {
        public Page {
            flows = List.copyOf(flows);
        }
    }
}
