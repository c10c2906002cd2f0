package org.weir.engine.intercept;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.relay.FlowStarter;
import org.weir.engine.relay.Sockets;

/** One connection of flows.sock: header, four-byte answer, then the flow. Takes its place in the admission with it. */
final class ProxyFlowStart extends ChannelInboundHandlerAdapter implements FlowStarter.Answer {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyFlowStart.class);

    /** Both ends run on one machine; whoever is slower than this has forgotten the connection. */
    static final long HEADER_MILLIS = 3_000;

    /** How long a refused peer's bytes are read and dropped, so that our answer is not lost to a reset. */
    private static final long LINGER_MILLIS = 1_000;

    static final int CONNECTED = 0;
    static final int REFUSED = 1;
    static final int HOST_UNREACHABLE = 3;
    static final int TIMED_OUT = 4;
    static final int BLOCKED = 5;
    static final int OVERLOADED = 6;
    static final int BAD_HEADER = 7;
    static final int OTHER = 8;

    private final DuplexChannel channel;
    private final FlowStarter flows;
    private final Admission admission;
    private @Nullable Future<?> deadline;
    private boolean started;
    private boolean refused;

    ProxyFlowStart(DuplexChannel channel, FlowStarter flows, Admission admission) {
        this.channel = channel;
        this.flows = flows;
        this.admission = admission;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        deadline = ctx.executor().schedule(() -> badHeader("no header in time"), HEADER_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof HAProxyMessage header)) {
            ReferenceCountUtil.release(message);
            return;
        }
        ProxyHeader said;
        try {
            said = ProxyHeader.of(header);
        } catch (ProxyHeader.BadHeaderException e) {
            badHeader(e.getMessage());
            return;
        } finally {
            header.release();
        }
        if (refused) {
            return;
        }
        cancelDeadline();
        if (!admission.enter()) {
            refuse(OVERLOADED);
            return;
        }
        started = true;
        channel.config().setAutoRead(false);
        channel.pipeline().remove(this);
        flows.start(
                channel, new FlowStarter.Intercepted(said.source(), said.destination(), said.app(), said.host()), this);
    }

    @Override
    public void connected() {
        channel.writeAndFlush(bytes(CONNECTED));
    }

    @Override
    public void refused(CloseReason reason) {
        if (!channel.isActive()) {
            channel.close();
            return;
        }
        refuse(code(reason));
    }

    static int code(CloseReason reason) {
        return switch (reason) {
            case CONNECT_REFUSED -> REFUSED;
            case CONNECT_UNREACHABLE -> HOST_UNREACHABLE;
            case CONNECT_TIMED_OUT -> TIMED_OUT;
            case BLOCKED -> BLOCKED;
            case OVERLOADED -> OVERLOADED;
            default -> OTHER;
        };
    }

    @Override
    public boolean appWaits() {
        return true;
    }

    @Override
    public void over() {
        admission.leave();
    }

    private void badHeader(@Nullable String why) {
        if (!started && !refused) {
            LOG.debug("a flow with a bad header: {}", why);
            refuse(BAD_HEADER);
        }
    }

    /** The code, end of stream, and what the peer still sends is dropped for a moment. */
    private void refuse(int code) {
        if (refused) {
            return;
        }
        refused = true;
        cancelDeadline();
        channel.pipeline().addLast(new Drop());
        Sockets.startReading(channel);
        channel.writeAndFlush(bytes(code)).addListener(_ -> channel.shutdownOutput());
        channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static ByteBuf bytes(int code) {
        return Unpooled.buffer(4, 4).writeInt(code);
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            badHeader("the header ends too early");
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancelDeadline();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof java.io.IOException) {
            cancelDeadline();
            channel.close();
        } else {
            badHeader(cause.getMessage());
        }
    }

    /** Reads and forgets. */
    private static final class Drop extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                ctx.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
