package org.weir.engine.inspect.http2;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;

/**
 * Holds back what is written to the client until the server's SETTINGS are known: they must come first on the connection,
 * and some clients take certain settings (ENABLE_CONNECT_PROTOCOL) from the first frame only. Requests pass meanwhile.
 */
final class OutputGate extends ChannelOutboundHandlerAdapter {
    private final ArrayDeque<Held> held = new ArrayDeque<>();

    private record Held(Object message, ChannelPromise promise) {}

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        held.add(new Held(message, promise));
        if (held.size() > Http2Limits.HELD_FRAMES) {
            ctx.close();
        }
    }

    /** Lets everything out behind {@code first}, which writes past this gate, and goes away. */
    void open(ChannelHandlerContext ctx, Runnable first) {
        var waiting = new ArrayDeque<>(held);
        held.clear();
        ctx.pipeline().remove(this);
        first.run();
        for (var one : waiting) {
            ctx.write(one.message(), one.promise());
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        for (var one : held) {
            ReferenceCountUtil.release(one.message());
            one.promise().tryFailure(new ClosedChannelException());
        }
        held.clear();
    }
}
