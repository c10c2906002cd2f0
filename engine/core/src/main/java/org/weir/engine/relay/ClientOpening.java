package org.weir.engine.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayList;
import java.util.List;

/** Holds back what the client sends before the relay runs, and shows it to the sniffer. Bounded. */
final class ClientOpening extends ChannelInboundHandlerAdapter {
    private final FlowSession session;
    private final Prefix prefix = new Prefix();
    private List<ByteBuf> held = List.of();
    private int heldBytes;
    private boolean ended;
    private boolean handedOver;

    ClientOpening(FlowSession session) {
        this.session = session;
    }

    boolean ended() {
        return ended;
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    Prefix prefix() {
        return prefix;
    }

    /** Gives the held bytes away and leaves the pipeline. */
    List<ByteBuf> handOver(Channel client) {
        handedOver = true;
        if (client.pipeline().context(this) != null) {
            client.pipeline().remove(this);
        }
        var result = held;
        held = List.of();
        return result;
    }

    void release() {
        for (var buffer : held) {
            buffer.release();
        }
        held = List.of();
        handedOver = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var buffer = (ByteBuf) message;
        if (handedOver) {
            buffer.release();
            return;
        }
        if (held.isEmpty()) {
            held = new ArrayList<>(2);
        }
        held.add(buffer);
        heldBytes += buffer.readableBytes();
        if (heldBytes >= Limits.OPENING_BYTES) {
            ctx.channel().config().setAutoRead(false);
        }
        if (!session.sniffDone()) {
            var found = prefix.add(buffer);
            if (found.isPresent()) {
                session.sniffed(found.get());
            } else if (heldBytes >= Limits.OPENING_BYTES) {
                session.sniffed(prefix.soFar());
            }
            session.relayIfReady();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && !handedOver) {
            ended = true;
            session.sniffed(prefix.soFar());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.clientReset();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof java.io.IOException) {
            session.clientReset();
        } else {
            session.defect(cause);
        }
    }
}
