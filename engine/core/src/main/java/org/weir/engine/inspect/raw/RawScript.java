package org.weir.engine.inspect.raw;

import io.netty.buffer.ByteBuf;
import org.weir.engine.flow.CloseReason;

/** Every byte and every end goes to the other side. Further sides are not heard. */
@SuppressWarnings("ReferenceEquality") // Lines, extents and unchanged heads are told apart by identity.
public final class RawScript implements Script {
    private final Line client;
    private final Line upstream;

    public RawScript(Stage stage) {
        this(stage.client(), stage.upstream());
    }

    public RawScript(Line client, Line upstream) {
        this.client = client;
        this.upstream = upstream;
    }

    @Override
    public void read(Line from, ByteBuf bytes) {
        if (from == client) {
            upstream.write(bytes);
        } else if (from == upstream) {
            client.write(bytes);
        } else {
            bytes.release();
        }
    }

    @Override
    public void ended(Line from, boolean cut) {
        if (from != client && from != upstream) {
            return;
        }
        var to = from == client ? upstream : client;
        if (cut) {
            to.cut();
        } else {
            to.end();
        }
    }

    @Override
    public void over(CloseReason reason) {}
}
