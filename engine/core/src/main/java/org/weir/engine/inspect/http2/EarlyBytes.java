package org.weir.engine.inspect.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds what a side says until somebody is there to hear it: bytes (bounded) and what happened behind them. */
final class EarlyBytes extends ChannelInboundHandlerAdapter {
    private final List<ByteBuf> bytes = new ArrayList<>();
    private final List<Object> events = new ArrayList<>();
    private final Runnable gone;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Throwable failure;
    private int size;

    /** @param gone told when the connection broke while it was held */
    EarlyBytes(List<ByteBuf> first, Runnable gone) {
        bytes.addAll(first);
        this.gone = gone;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var buffer = (ByteBuf) message;
        bytes.add(buffer);
        size += buffer.readableBytes();
        if (size > Http2Limits.EARLY_BYTES) {
            ctx.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {}

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        events.add(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failure = cause;
        gone.run();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone.run();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        bytes.forEach(ByteBuf::release);
        bytes.clear();
    }

    /** Takes the bytes out; the caller releases them. */
    List<ByteBuf> take() {
        var taken = List.copyOf(bytes);
        bytes.clear();
        return taken;
    }

    /** Passes everything on to the handlers behind and goes away. */
    void release() {
        var ctx = context;
        if (ctx == null) {
            return;
        }
        context = null;
        for (var buffer : take()) {
            ctx.fireChannelRead(buffer);
        }
        ctx.fireChannelReadComplete();
        passEvents(ctx);
        ctx.pipeline().remove(this);
    }

    /** Passes on what happened behind the bytes, and goes away; the bytes were taken. */
    void releaseEvents() {
        var ctx = context;
        if (ctx != null) {
            context = null;
            passEvents(ctx);
            ctx.pipeline().remove(this);
        }
    }

    private void passEvents(ChannelHandlerContext ctx) {
        events.forEach(ctx::fireUserEventTriggered);
        if (failure != null) {
            ctx.fireExceptionCaught(failure);
        }
    }
}
