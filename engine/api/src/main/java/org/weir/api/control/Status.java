package org.weir.api.control;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * How the engine stands.
 *
 * @param protocol version of control.sock's protocol
 * @param state one of the words of {@link State}
 * @param wanted what the user asked for: on or off (a pause is off, too)
 * @param resumeAtMs when a pause ends, milliseconds since 1970; null in state paused: when the engine is started anew
 * @param mode open, hold or closed: what happens when the engine is lost
 * @param problems what the user should know; empty is good
 * @param uptimeMs since the engine started
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Status(
        int protocol,
        String version,
        String state,
        String wanted,
        @Nullable Long resumeAtMs,
        String mode,
        Interceptor interceptor,
        List<Check> problems,
        Counters flows,
        RuleCount rules,
        ApprovalCount approvals,
        long uptimeMs,
        long pid) {

    public Status {
        problems = problems == null ? List.of() : List.copyOf(problems);
        approvals = approvals == null ? new ApprovalCount(0) : approvals;
    }

    /** The words of {@link Status#state()}. */
    public enum State {
        /** The user wants no capture. */
        OFF("off"),
        /** No capture for a while; it comes back by itself. */
        PAUSED("paused"),
        /** Capture is on; no rule wants anything inspected. */
        OBSERVING("observing"),
        /** Capture is on, and what rules name is decrypted. */
        INSPECTING("inspecting"),
        /** Capture is wanted, but new connections go direct: the engine is overloaded or was just lost. */
        PASSING_THROUGH("passing-through"),
        /** Capture is on, but something does not work as it should; see the problems. */
        DEGRADED("degraded"),
        /** Capture is wanted, but there is no interceptor. */
        CANNOT_INTERCEPT("cannot-intercept");

        private final String word;

        State(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /**
     * @param state the interceptor's own word: idle, capturing, holding, lifted, guarding; or unknown
     * @param attribution full, limited or unknown
     * @param version or ""
     */
    public record Interceptor(boolean connected, String state, String attribution, String version) {}

    /** Since the engine started. {@code total} counts every flow; the words under it only those decided so. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Counters(
            long open,
            long total,
            long passed,
            long blocked,
            long rerouted,
            long inspected,
            long bytesUp,
            long bytesDown) {}

    /** How many rules there are, and the number that grows with each change of them. */
    public record RuleCount(int count, long revision) {}

    /**
     * The inbox of apps that refuse our certificate.
     *
     * @param pending entries that wait for a decision
     */
    public record ApprovalCount(int pending) {}

    /** Params of the notification {@code status.changed}. */
    public record Changed(Status status) {}
}
