package org.weir.engine.inspect.http1;

import io.netty.buffer.ByteBuf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.engine.http.ExchangeObserver.Recorder;

/**
 * Shows the messages of a WebSocket connection (RFC 6455) to a recorder while the bytes pass untouched. A frame that cannot be
 * read ends the observation of that direction, never the connection.
 */
final class WebSocketTap {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketTap.class);

    private final WebSocketReader client;
    private final WebSocketReader server;

    WebSocketTap(Recorder recorder, WebSocketDeflate deflate) {
        client = new WebSocketReader(true, recorder, deflate.agreed(), deflate.clientForgets());
        server = new WebSocketReader(false, recorder, deflate.agreed(), deflate.serverForgets());
    }

    /** Reads without consuming. */
    void see(boolean fromClient, ByteBuf bytes) {
        var reader = fromClient ? client : server;
        if (reader.ended()) {
            return;
        }
        try {
            reader.see(bytes.duplicate());
        } catch (BadMessageException e) {
            LOG.debug("a WebSocket is observed no further: {}", e.getMessage());
            reader.close();
        }
    }

    void close() {
        client.close();
        server.close();
    }
}
