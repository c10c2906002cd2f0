package org.weir.api.interceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.weir.api.interceptor.InterceptorMessages.*;
import org.weir.api.rpc.RpcCodec;
import org.weir.api.rpc.RpcMessage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Replays every golden message of interceptor.sock: decoded and encoded again with our own types it is the same. */
class InterceptorGoldenTest {
    private static final Path FOLDER = Path.of("../../docs/protocol/golden/interceptor");

    static Stream<Path> files() throws Exception {
        try (var files = Files.list(FOLDER)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void survives(Path file) throws Exception {
        var message = RpcCodec.json().readTree(Files.readString(file)).get("message");
        var decoded = RpcCodec.decode(RpcCodec.json().writeValueAsBytes(message));
        var name = file.getFileName().toString();
        RpcMessage again = switch (decoded) {
            case RpcMessage.Request(var id, var method, var params) ->
                new RpcMessage.Request(id, method, again(params, params(method)));
            case RpcMessage.Notification(var method, var params) ->
                new RpcMessage.Notification(method, again(params, params(method)));
            case RpcMessage.Result(var id, var result) -> new RpcMessage.Result(id, again(result, result(name)));
            case RpcMessage.Failure failure -> failure;
        };
        var written = RpcCodec.json().readTree(RpcCodec.encode(again));
        assertThat(written).isEqualTo(withDefaults(message));
    }

    /** Through the record; an empty answer has no record. */
    private static ObjectNode again(JsonNode json, Class<?> type) throws Exception {
        return type == Void.class
                ? (ObjectNode) json
                : InterceptorMessages.encode(InterceptorMessages.decode(json, type));
    }

    /** Missing is "any" in a scope entry's protocol; we always say it. */
    private static JsonNode withDefaults(JsonNode message) {
        if (message.at("/params/scope") instanceof ArrayNode scope) {
            for (var entry : scope) {
                if (!entry.has("protocol")) {
                    ((ObjectNode) entry).put("protocol", "any");
                }
            }
        }
        return message;
    }

    private static Class<?> params(String method) {
        return switch (method) {
            case InterceptorMessages.HELLO -> Hello.class;
            case InterceptorMessages.LISTENERS_TAKE -> ListenersTake.class;
            case InterceptorMessages.CAPTURE_APPLY -> CaptureApply.class;
            case InterceptorMessages.CAPTURE_LIFT -> CaptureLift.class;
            case InterceptorMessages.OWNER_LOOKUP -> OwnerLookup.class;
            case InterceptorMessages.ENGINE_LOAD -> EngineLoad.class;
            case InterceptorMessages.HEARTBEAT -> Heartbeat.class;
            case InterceptorMessages.CAPTURE_CHANGED -> CaptureChanged.class;
            case InterceptorMessages.TAMPER_REPAIRED -> TamperRepaired.class;
            case InterceptorMessages.TAMPER_GAVE_UP -> TamperGaveUp.class;
            case InterceptorMessages.ATTRIBUTION_LIMITED -> AttributionLimited.class;
            case InterceptorMessages.LISTENER_DRAINED -> ListenerDrained.class;
            case InterceptorMessages.STATUS, InterceptorMessages.SHUTDOWN -> Void.class;
            default -> fail("a golden message of an unknown method: " + method);
        };
    }

    private static Class<?> result(String file) {
        return switch (file) {
            case "hello.response.json" -> HelloResult.class;
            case "capture.apply.response.json" -> CaptureApplied.class;
            case "capture.lift.response.json" -> CaptureLifted.class;
            case "owner.lookup.response.json" -> Owner.class;
            case "heartbeat.response.json" -> HeartbeatResult.class;
            case "status.response.json", "status.idle.response.json" -> InterceptorStatus.class;
            case "engine.load.response.json", "shutdown.response.json" -> Void.class;
            default -> fail("a golden answer of an unknown kind: " + file);
        };
    }
}
