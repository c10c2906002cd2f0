package org.weir.engine.intercept;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.engine.relay.FlowStarter;
import org.weir.engine.relay.Sockets;

/**
 * Accepts on one transparent listener. The accepted socket's own address is the original destination; the listener's
 * address itself is the interceptor's canary.
 *
 * <p>When there is no place left the listener first stops accepting for a moment (connections wait in the kernel; new ones
 * go direct, because the interceptor was told), and after that accepts again and resets what it cannot carry, so that
 * nobody waits for ever and canaries still come through.
 */
final class TransparentAcceptor extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(TransparentAcceptor.class);

    /** Shorter than the 3 s after which missing canaries count as a hung engine. */
    static final long PAUSE_MILLIS = 1_500;

    private final EpollServerSocketChannel listener;
    private final EventLoopGroup workers;
    private final Admission admission;
    private final Canaries canaries;
    private final OwnerFinder owners;
    private final FlowStarter flows;
    private final InetSocketAddress own;
    private boolean shedding;

    TransparentAcceptor(
            EpollServerSocketChannel listener,
            EventLoopGroup workers,
            Admission admission,
            Canaries canaries,
            OwnerFinder owners,
            FlowStarter flows) {
        this.listener = listener;
        this.workers = workers;
        this.admission = admission;
        this.canaries = canaries;
        this.owners = owners;
        this.flows = flows;
        this.own = listener.localAddress();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var child = (EpollSocketChannel) message;
        child.config().setAutoRead(false);
        child.pipeline().addLast(new Begin());
        workers.next().register(child).addListener(done -> {
            if (!done.isSuccess()) {
                child.unsafe().closeForcibly();
            }
        });
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.warn("accepting fails: {}", cause.toString());
        admission.starved();
        pause();
    }

    private void pause() {
        listener.config().setAutoRead(false);
        listener.eventLoop()
                .schedule(
                        () -> {
                            shedding = !admission.accepting();
                            listener.config().setAutoRead(true);
                        },
                        PAUSE_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    /** Room or no room; from any thread. */
    void accepting(boolean yes) {
        listener.eventLoop().execute(() -> {
            if (yes) {
                shedding = false;
                listener.config().setAutoRead(true);
            } else if (!shedding && listener.config().isAutoRead()) {
                pause();
            }
        });
    }

    /** The first thing that happens on the accepted socket's own loop. */
    private final class Begin extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            var channel = (EpollSocketChannel) ctx.channel();
            ctx.pipeline().remove(this);
            var source = channel.remoteAddress();
            var destination = channel.localAddress();
            if (source == null || destination == null) {
                Sockets.reset(channel);
                return;
            }
            Sockets.prepare(channel);
            if (destination.equals(own)) {
                channel.pipeline().addLast(new CanaryReader(canaries));
                Sockets.startReading(channel);
                return;
            }
            if (!admission.enter()) {
                Sockets.reset(channel);
                return;
            }
            new Unnamed(channel, source, destination, flows, admission).name(owners);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            LOG.warn("an accepted connection could not be started", cause);
            Sockets.reset(ctx.channel());
        }
    }
}
