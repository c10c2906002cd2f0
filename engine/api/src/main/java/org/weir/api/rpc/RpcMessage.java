package org.weir.api.rpc;

import java.util.Objects;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One JSON-RPC 2.0 message (jsonrpc.org), as our sockets carry it: one object a line, no batches, integer ids.
 * Immutable as long as nobody changes the JSON trees handed in.
 */
public sealed interface RpcMessage {

    /** Asks for an answer. {@code id} is 0 to 2^53-1 and unique among the asker's unanswered requests. */
    record Request(long id, String method, ObjectNode params) implements RpcMessage {
        public Request {
            Objects.requireNonNull(method, "method");
            Objects.requireNonNull(params, "params");
        }
    }

    /** Tells something; there is no answer. */
    record Notification(String method, ObjectNode params) implements RpcMessage {
        public Notification {
            Objects.requireNonNull(method, "method");
            Objects.requireNonNull(params, "params");
        }
    }

    /** A request that went well. */
    record Result(long id, JsonNode result) implements RpcMessage {
        public Result {
            Objects.requireNonNull(result, "result");
        }
    }

    /** A request that failed; {@code id} is empty when the receiver could not read which one it was. */
    record Failure(OptionalLong id, RpcError error) implements RpcMessage {
        public Failure {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(error, "error");
        }
    }
}
