package org.weir.api.rpc;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a failed request is answered with.
 *
 * @param code one of {@link ErrorCode}, or a number that a newer peer knows
 * @param message one sentence for a person
 * @param data more for a program, or null
 */
public record RpcError(int code, String message, @Nullable ObjectNode data) {
    public RpcError {
        Objects.requireNonNull(message, "message");
    }

    public static RpcError of(ErrorCode code, String message) {
        return new RpcError(code.number(), message, null);
    }
}
