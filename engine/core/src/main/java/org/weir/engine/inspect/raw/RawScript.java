package org.weir.engine.inspect.raw;

import io.netty.buffer.ByteBuf;
import org.weir.engine.flow.CloseReason;

/** Every byte and every end goes to the other side. */
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
        other(from).write(bytes);
    }

    @Override
    public void ended(Line from, boolean cut) {
        if (cut) {
            other(from).cut();
        } else {
            other(from).end();
        }
    }

    @Override
    public void over(CloseReason reason) {}

    private Line other(Line from) {
        return from == client ? upstream : client;
    }
}
