package org.weir.engine.inspect.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The end of a pipeline while nobody reads it: keeps bytes and events, and tells of the latter. Bounded: reading pauses when
 * there is enough. On the event loop.
 */
final class Held extends ChannelInboundHandlerAdapter {
    private final Listener listener;
    private final List<ByteBuf> bytes = new ArrayList<>(2);
    private final List<Object> events = new ArrayList<>(1);
    private int size;
    private boolean gone;

    /** What happened on the channel. */
    interface Listener {
        void event(Object event);

        /** The channel is of no use any more. */
        void broken(Throwable cause);
    }

    Held(Listener listener) {
        this.listener = listener;
    }

    /** Bytes that came before those that this handler sees. */
    void put(List<ByteBuf> earlier) {
        earlier.forEach(this::add);
    }

    /** Gives the bytes away and leaves the pipeline. The events stay. */
    List<ByteBuf> take(Channel channel) {
        gone = true;
        if (channel.pipeline().context(this) != null) {
            channel.pipeline().remove(this);
        }
        var result = List.copyOf(bytes);
        bytes.clear();
        return result;
    }

    /** The events that came, in order. */
    List<Object> events() {
        return List.copyOf(events);
    }

    void release() {
        gone = true;
        bytes.forEach(ByteBuf::release);
        bytes.clear();
    }

    private void add(ByteBuf buffer) {
        bytes.add(buffer);
        size += buffer.readableBytes();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var buffer = (ByteBuf) message;
        if (gone) {
            buffer.release();
            return;
        }
        add(buffer);
        if (size >= TlsLimits.HELD_BYTES) {
            ctx.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!gone) {
            events.add(event);
            listener.event(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!gone) {
            listener.broken(new IOException("closed"));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!gone) {
            listener.broken(cause);
        }
    }
}
