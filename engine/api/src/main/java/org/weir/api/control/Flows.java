package org.weir.api.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** Params and results of the {@code flows.*} methods. */
public final class Flows {
    /** What {@code flows.list} gives when no limit is asked for. */
    public static final int DEFAULT_LIMIT = 200;

    /** The most that {@code flows.list} gives. */
    public static final int MAX_LIMIT = 20_000;

    public static final int DEFAULT_INTERVAL_MS = 250;
    public static final int MIN_INTERVAL_MS = 100;
    public static final int MAX_INTERVAL_MS = 10_000;

    private Flows() {}

    /** Params of {@code flows.list}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ListParams(
            @Nullable FlowFilter filter, @Nullable Integer limit) {}

    /**
     * Result of {@code flows.list}.
     *
     * @param flows newest first; as many as fit into one line, which can be fewer than asked for
     * @param total how many flows of the table match
     */
    public record Page(List<FlowView> flows, long total) {
        public Page {
            flows = List.copyOf(flows);
        }
    }

    /** Params of {@code flows.watch}. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record WatchParams(
            @Nullable FlowFilter filter, @Nullable Integer intervalMs) {}

    /** Result of {@code flows.watch}, params of {@code flows.unwatch}. */
    public record Watch(long watch) {}

    /**
     * Params of the notification {@code flows.batch}.
     *
     * @param flows every flow that changed since the last batch, once
     * @param dropped how many changed flows were left out since the last batch; when not 0, list again
     */
    public record Batch(long watch, List<FlowView> flows, long dropped) {
        public Batch {
            flows = List.copyOf(flows);
        }
    }

    /** Params of {@code flows.close}. */
    public record CloseParams(long id) {}

    /** Result of {@code flows.close}; false when it had ended by itself. */
    public record Closed(boolean closed) {}
}
