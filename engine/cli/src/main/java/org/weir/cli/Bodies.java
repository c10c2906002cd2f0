package org.weir.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.ControlClient;
import org.weir.api.rpc.RpcException;

/** Captured bodies, fetched piece by piece. */
final class Bodies {
    private Bodies() {}

    static void copy(ControlClient client, long id, String side, OutputStream to) throws IOException, RpcException {
        var offset = 0L;
        while (true) {
            var chunk = client.body(id, side, offset);
            if (chunk.data().length == 0) {
                return;
            }
            to.write(chunk.data());
            offset += chunk.data().length;
            if (offset >= chunk.captured()) {
                return;
            }
        }
    }

    /** Without its content coding; null when the engine cannot undo that. */
    static byte @Nullable [] decoded(ControlClient client, long id, String side) throws IOException, RpcException {
        var bytes = new ByteArrayOutputStream();
        while (true) {
            var chunk = client.decodedBody(id, side, bytes.size());
            if (!Boolean.TRUE.equals(chunk.decoded())) {
                return null;
            }
            bytes.writeBytes(chunk.data());
            if (chunk.data().length == 0 || bytes.size() >= chunk.captured()) {
                return bytes.toByteArray();
            }
        }
    }

    /** At most the 64 MiB that the engine keeps of one body. */
    static byte[] all(ControlClient client, long id, String side) throws IOException, RpcException {
        var bytes = new ByteArrayOutputStream();
        copy(client, id, side, bytes);
        return bytes.toByteArray();
    }
}
