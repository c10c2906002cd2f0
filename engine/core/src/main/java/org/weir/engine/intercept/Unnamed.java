package org.weir.engine.intercept;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.relay.FlowStarter;
import org.weir.engine.relay.Sockets;

/**
 * An accepted connection until its app is known. Reading is off, but at a hang-up Netty reads all the same: those bytes,
 * and the end, are kept and handed on.
 */
final class Unnamed extends ChannelInboundHandlerAdapter implements Consumer<AppIdentity> {
    private final EpollSocketChannel channel;
    private final InetSocketAddress source;
    private final InetSocketAddress destination;
    private final FlowStarter flows;
    private final Admission admission;
    private final List<Object> kept = new ArrayList<>(0);
    private boolean named;

    Unnamed(
            EpollSocketChannel channel,
            InetSocketAddress source,
            InetSocketAddress destination,
            FlowStarter flows,
            Admission admission) {
        this.channel = channel;
        this.source = source;
        this.destination = destination;
        this.flows = flows;
        this.admission = admission;
    }

    /** Asks; the answer comes at once or later. */
    void name(OwnerFinder owners) {
        owners.find(channel, source, destination, this);
        if (!named) {
            channel.pipeline().addLast(this);
        }
    }

    @Override
    public void accept(AppIdentity app) {
        named = true;
        if (channel.pipeline().context(this) != null) {
            channel.pipeline().remove(this);
        }
        if (!channel.isActive()) {
            kept.forEach(ReferenceCountUtil::release);
            channel.close();
            admission.leave();
            return;
        }
        flows.start(
                channel,
                new FlowStarter.Intercepted(source, destination, app, null),
                new ResetOnRefusal(channel, admission));
        for (var each : kept) {
            if (each == ChannelInputShutdownEvent.INSTANCE) {
                channel.pipeline().fireUserEventTriggered(each);
            } else {
                channel.pipeline().fireChannelRead(each);
            }
        }
        kept.clear();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        kept.add(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            kept.add(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A reset: the answer finds the channel closed.
        Sockets.reset(channel);
    }

    /** The app is connected already, by the kernel; all it can be told is a reset. */
    private record ResetOnRefusal(Channel client, Admission admission) implements FlowStarter.Answer {
        @Override
        public void connected() {
            // Nothing to tell.
        }

        @Override
        public void refused(CloseReason reason) {
            Sockets.reset(client);
        }

        @Override
        public boolean appWaits() {
            return false;
        }

        /** Not when the channel closes: a relay may have taken the socket out of it. */
        @Override
        public void over() {
            admission.leave();
        }
    }
}
