package org.weir.api.rpc;

import java.io.Serial;

/** A request was, or has to be, answered with an error. */
public final class RpcException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient RpcError error;

    public RpcException(RpcError error) {
        super(error.message());
        this.error = error;
    }

    public RpcException(ErrorCode code, String message) {
        this(RpcError.of(code, message));
    }

    public RpcError error() {
        return error;
    }
}
