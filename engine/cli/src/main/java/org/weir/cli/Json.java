package org.weir.cli;

import org.weir.api.rpc.RpcCodec;

/** JSON as the command prints it: one value a line, the protocol's own field names. */
final class Json {
    private Json() {}

    static String of(Object value) {
        return RpcCodec.json().writeValueAsString(value);
    }

    /** What a failed command prints with --json. */
    static String error(String kind, String message) {
        var error = RpcCodec.json().createObjectNode();
        error.putObject("error").put("kind", kind).put("message", message);
        return of(error);
    }
}
