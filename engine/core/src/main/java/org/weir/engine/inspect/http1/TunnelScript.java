package org.weir.engine.inspect.http1;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.http.Headers;
import org.weir.engine.inspect.raw.Line;
import org.weir.engine.inspect.raw.RawScript;
import org.weir.engine.inspect.raw.Script;
import org.weir.engine.inspect.raw.Stage;
import org.weir.engine.inspect.websocket.WebSocketTap;

/** After CONNECT or a switch of protocols: bytes both ways, untouched. WebSocket messages are shown to the recorder. */
@SuppressWarnings("ReferenceEquality") // Lines, extents and unchanged heads are told apart by identity.
final class TunnelScript implements Script {
    private final Stage stage;
    private final RawScript raw;
    private final Exchange exchange;
    private final @Nullable WebSocketTap tap;

    /** @param tap sees the bytes, or null when nobody looks; the exchange is complete then */
    TunnelScript(Stage stage, Line upstream, Exchange exchange, @Nullable WebSocketTap tap) {
        this.stage = stage;
        this.raw = new RawScript(stage.client(), upstream);
        this.exchange = exchange;
        this.tap = tap;
        if (tap == null) {
            exchange.responseEnd(Headers.EMPTY);
        }
    }

    @Override
    public void read(Line from, ByteBuf bytes) {
        if (tap != null) {
            tap.see(from == stage.client(), bytes);
        }
        raw.read(from, bytes);
    }

    @Override
    public void ended(Line from, boolean cut) {
        raw.ended(from, cut);
    }

    @Override
    public void over(CloseReason reason) {
        if (tap != null) {
            tap.close();
            if (reason == CloseReason.CLIENT_CLOSED || reason == CloseReason.SERVER_CLOSED) {
                exchange.responseEnd(Headers.EMPTY);
            } else {
                exchange.abort("the connection ended: " + reason.word());
            }
        }
    }
}
