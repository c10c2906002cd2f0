package org.weir.engine.inspect.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.Http2CodecUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.inspect.Conversation;
import org.weir.engine.inspect.Sides;
import org.weir.engine.relay.Relay;
import org.weir.engine.relay.Sockets;

/**
 * Reads the client's first bytes until they are the preface of HTTP/2 (RFC 9113, section 3.4) or cannot become it. Nothing
 * is said to either side before that.
 */
final class Opening extends ChannelInboundHandlerAdapter implements Relay.Handle {
    private final Conversation.Link link;
    private final Function<EarlyBytes, Session> sessions;
    private final Conversation otherwise;
    private final ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
    private final List<ByteBuf> read = new ArrayList<>();
    private final EarlyBytes early;
    private Relay.@Nullable Handle successor;
    private boolean over;

    Opening(Conversation.Link link, Function<EarlyBytes, Session> sessions, Conversation otherwise) {
        this.link = link;
        this.sessions = sessions;
        this.otherwise = otherwise;
        this.early = new EarlyBytes(link.fromUpstream(), this::upstreamGone);
    }

    void start() {
        link.upstream().pipeline().addLast(early);
        link.client().pipeline().addLast(this);
        read.addAll(link.fromClient());
        for (var buffer : link.fromClient()) {
            if (!over) {
                look(buffer);
            }
        }
        if (!link.client().isActive()) {
            abort(CloseReason.CLIENT_RESET);
        } else if (!link.upstream().isActive()) {
            abort(CloseReason.SERVER_RESET);
        } else {
            Sockets.startReading(link.client());
            Sockets.startReading(link.upstream());
            endedBefore(link.client());
            endedBefore(link.upstream());
        }
    }

    /** An end that was heard before this conversation began, and will not be told again. */
    private static void endedBefore(DuplexChannel channel) {
        if (channel.isInputShutdown()) {
            channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (over) {
            ctx.fireChannelRead(message);
        } else {
            read.add((ByteBuf) message);
            look((ByteBuf) message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (over) {
            ctx.fireChannelReadComplete();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!over && (Sides.isEnd(ctx.channel(), event) || Sides.isCut(ctx.channel(), event))) {
            handOver();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        abort(CloseReason.CLIENT_RESET);
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        abort(CloseReason.CLIENT_RESET);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        preface.release();
        read.forEach(ByteBuf::release);
        read.clear();
    }

    @Override
    public void abort(CloseReason reason) {
        var running = successor;
        if (running != null) {
            running.abort(reason);
        } else if (!over) {
            over = true;
            Sockets.reset(link.client());
            Sockets.reset(link.upstream());
            link.ended().ended(reason);
        }
    }

    private void upstreamGone() {
        if (successor == null) {
            abort(CloseReason.SERVER_RESET);
        } else {
            early.release();
            if (!link.upstream().isActive()) {
                abort(CloseReason.SERVER_RESET);
            }
        }
    }

    private void look(ByteBuf buffer) {
        var at = buffer.readerIndex();
        while (preface.isReadable() && at < buffer.writerIndex()) {
            if (buffer.getByte(at++) != preface.readByte()) {
                handOver();
                return;
            }
        }
        if (!preface.isReadable()) {
            converse();
        }
    }

    /** It is HTTP/2. */
    private void converse() {
        over = true;
        var session = sessions.apply(early);
        successor = session;
        session.start();
        var ctx = link.client().pipeline().context(this);
        for (var buffer : taken()) {
            ctx.fireChannelRead(buffer);
        }
        ctx.fireChannelReadComplete();
        link.client().pipeline().remove(this);
        Sockets.startReading(link.client());
        Sockets.startReading(link.upstream());
    }

    /** It is something else: whoever carries on gets every byte, and hears of the ends that came meanwhile. */
    private void handOver() {
        over = true;
        var bytes = new Conversation.Link(
                link.flow(),
                link.scheme(),
                link.host(),
                link.alpn(),
                link.client(),
                link.upstream(),
                taken(),
                early.take(),
                link.again(),
                link.ended());
        link.client().config().setAutoRead(false);
        link.upstream().config().setAutoRead(false);
        successor = otherwise.start(bytes);
        early.releaseEvents();
        if (link.client().pipeline().context(this) != null) {
            link.client().pipeline().remove(this);
        }
    }

    private List<ByteBuf> taken() {
        var bytes = List.copyOf(read);
        read.clear();
        return bytes;
    }
}
