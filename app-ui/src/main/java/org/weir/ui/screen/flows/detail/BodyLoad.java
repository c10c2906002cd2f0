package org.weir.ui.screen.flows.detail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import org.weir.api.control.ControlClient;
import org.weir.api.control.Exchanges;
import org.weir.api.rpc.RpcException;

/** Fetches a captured body, piece by piece, as far as it can be shown. */
final class BodyLoad {
    /** A picture is shown as a whole or not at all. */
    private static final int MAX_PICTURE = 8 * 1024 * 1024;

    private BodyLoad() {}

    /**
     * @param type as the message's fields say
     * @param coding the same
     */
    static BodyText of(ControlClient client, long exchange, String side, String type, String coding)
            throws IOException, RpcException {
        var most = type.toLowerCase(Locale.ROOT).strip().startsWith("image/") ? MAX_PICTURE : BodyText.MAX_TEXT;
        var first = client.decodedBody(exchange, side, 0);
        var plain = whole(client, exchange, side, first, most);
        if (!Boolean.TRUE.equals(first.decoded())) {
            // What the engine could not unfold, because its end is missing, may be readable at its beginning.
            return plain.length < first.captured()
                    ? BodyText.of(plain, plain, type, true)
                    : BodyText.of(plain, type, coding);
        }
        var sent = client.body(exchange, side, 0).data();
        return BodyText.of(plain, sent, type, plain.length < first.captured());
    }

    private static byte[] whole(ControlClient client, long exchange, String side, Exchanges.Chunk first, int most)
            throws IOException, RpcException {
        var bytes = new ByteArrayOutputStream();
        var chunk = first;
        while (chunk.data().length > 0 && bytes.size() < most) {
            bytes.writeBytes(chunk.data());
            if (bytes.size() >= chunk.captured()) {
                break;
            }
            chunk = client.decodedBody(exchange, side, bytes.size());
        }
        return bytes.toByteArray();
    }
}
