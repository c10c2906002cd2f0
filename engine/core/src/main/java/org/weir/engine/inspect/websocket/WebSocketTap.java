package org.weir.engine.inspect.websocket;

import io.netty.buffer.ByteBuf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.engine.http.ExchangeObserver.Recorder;
import org.weir.engine.http.Headers;

/**
 * Shows the messages of a WebSocket connection (RFC 6455) to a recorder while the bytes pass untouched. A frame that cannot be
 * read ends the observation of that direction, never the connection. One thread at a time.
 */
public final class WebSocketTap {
    /** A message's inflated size, and what one read may inflate to, bytes: beyond, nobody looks any more. */
    public static final int MAX_INFLATED = WebSocketReader.MAX_INFLATED;

    private static final Logger LOG = LoggerFactory.getLogger(WebSocketTap.class);

    private final WebSocketReader client;
    private final WebSocketReader server;

    /** @param response the fields of the server's answer, which say what was agreed on */
    public WebSocketTap(Recorder recorder, Headers response) {
        var deflate = WebSocketDeflate.of(response);
        client = new WebSocketReader(true, recorder, deflate.agreed(), deflate.clientForgets());
        server = new WebSocketReader(false, recorder, deflate.agreed(), deflate.serverForgets());
    }

    /** Reads without consuming. */
    public void see(boolean fromClient, ByteBuf bytes) {
        var reader = fromClient ? client : server;
        if (reader.ended()) {
            return;
        }
        try {
            reader.see(bytes.duplicate());
        } catch (BadFrameException e) {
            LOG.debug("a WebSocket is observed no further: {}", e.getMessage());
            reader.close();
        }
    }

    /** Nothing is shown any more. */
    public void close() {
        client.close();
        server.close();
    }
}
