package org.weir.api.interceptor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;
import org.weir.api.rpc.RpcException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Params and results of interceptor.sock (docs/protocol.md, section 2), one record each, and the names of its methods. */
public final class InterceptorMessages {
    /** The version that this side speaks; both sides must have the same. */
    public static final int PROTOCOL = 1;

    public static final String HELLO = "hello";
    public static final String LISTENERS_TAKE = "listeners.take";
    public static final String CAPTURE_APPLY = "capture.apply";
    public static final String CAPTURE_LIFT = "capture.lift";
    public static final String OWNER_LOOKUP = "owner.lookup";
    public static final String ENGINE_LOAD = "engine.load";
    public static final String STATUS = "status";
    public static final String SHUTDOWN = "shutdown";
    public static final String HEARTBEAT = "heartbeat";
    public static final String CAPTURE_CHANGED = "capture.changed";
    public static final String TAMPER_REPAIRED = "tamper.repaired";
    public static final String TAMPER_GAVE_UP = "tamper.gave_up";
    public static final String ATTRIBUTION_LIMITED = "attribution.limited";
    public static final String LISTENER_DRAINED = "listener.drained";

    /** A capability: the scope may have entries with the action {@code refuse}. */
    public static final String CAN_REFUSE = "refuse";

    /** Starts the line that the interceptor sends through the data path; 32 hex digits and a newline follow. */
    public static final String CANARY_PREFIX = "WEIR-CANARY ";

    /** Params of {@code hello}; {@code role} is engine, observer or admin. */
    public record Hello(int protocol, String role, String name, int pid) {}

    /** A transparent listener of the interceptor; {@code family} is ipv4 or ipv6. */
    public record Listener(String family, String protocol, String address, int port) {}

    /** Answer to {@code hello}. */
    public record HelloResult(
            int protocol,
            String name,
            String version,
            String session,
            List<String> capabilities,
            String attribution,
            List<Listener> listeners) {
        public HelloResult {
            name = Objects.requireNonNullElse(name, "");
            version = Objects.requireNonNullElse(version, "");
            session = Objects.requireNonNullElse(session, "");
            attribution = Objects.requireNonNullElse(attribution, "");
            capabilities = capabilities == null ? List.of() : List.copyOf(capabilities);
            listeners = listeners == null ? List.of() : List.copyOf(listeners);
        }
    }

    /** Params of {@code listeners.take}. */
    public record ListenersTake(String session) {}

    /** Params of {@code capture.apply}; {@code mode} is open, hold or closed. */
    public record CaptureApply(long revision, String mode, List<ScopeEntry> scope) {
        public CaptureApply {
            scope = List.copyOf(scope);
        }
    }

    /** Answer to {@code capture.apply}. */
    public record CaptureApplied(long revision, String state) {}

    /** Params of {@code capture.lift}. */
    public record CaptureLift(String reason) {}

    /** Answer to {@code capture.lift}. */
    public record CaptureLifted(String state) {}

    /** An address and a port, as numbers and dots or colons. */
    public record Endpoint(String address, int port) {}

    /** Params of {@code owner.lookup}, both ends as the app sees them. */
    public record OwnerLookup(String protocol, Endpoint local, Endpoint remote) {}

    /** Answer to {@code owner.lookup}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Owner(
            int pid,
            long uid,
            @JsonProperty("start_ns") long startNanos,
            @JsonProperty("cgroup_id") long cgroupId,
            @Nullable String comm,
            @Nullable String executable,
            boolean deleted,
            List<String> arguments,
            @Nullable String cwd) {
        public Owner {
            arguments = arguments == null ? List.of() : List.copyOf(arguments);
        }
    }

    /** Params of {@code engine.load}. */
    public record EngineLoad(boolean accepting) {}

    /** Params of {@code heartbeat}. */
    public record Heartbeat(long seq) {}

    /** Answer to {@code heartbeat}. */
    public record HeartbeatResult(long seq, String canary) {}

    /** Params of {@code capture.changed}. */
    public record CaptureChanged(String state, String reason, long revision) {}

    /** Params of {@code tamper.repaired}. */
    public record TamperRepaired(String what, String by, long count) {}

    /** Params of {@code tamper.gave_up}. */
    public record TamperGaveUp(String what, String by) {}

    /** Params of {@code attribution.limited}. */
    public record AttributionLimited(String reason) {}

    /** Params of {@code listener.drained}. */
    public record ListenerDrained(long connections, String reason) {}

    /** The engine as {@code status} shows it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record EngineState(
            boolean connected,
            @Nullable Integer pid,
            @Nullable Long uid,
            @JsonProperty("last_heartbeat_ms") @Nullable Long lastHeartbeatMillis) {}

    /** Answer to {@code status}. */
    public record InterceptorStatus(
            String state,
            String reason,
            long revision,
            String mode,
            String attribution,
            EngineState engine,
            long repairs,
            List<Listener> listeners,
            List<String> changes) {}

    private InterceptorMessages() {}

    /** One of these records as JSON. */
    public static ObjectNode encode(Object message) {
        return RpcCodec.json().valueToTree(message);
    }

    /**
     * JSON as one of these records; unknown fields are ignored.
     *
     * @throws RpcException {@link ErrorCode#INVALID_PARAMS} when it does not fit
     */
    public static <T> T decode(JsonNode json, Class<T> type) throws RpcException {
        try {
            return RpcCodec.json().treeToValue(json, type);
        } catch (JacksonException e) {
            throw new RpcException(ErrorCode.INVALID_PARAMS, e.getOriginalMessage());
        }
    }
}
