package org.weir.engine.intercept;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.engine.relay.FlowStarter;
import org.weir.engine.relay.Sockets;

/** Takes flows that come with a PROXY v2 header over flows.sock: how Windows and macOS bring theirs. */
public final class ProxyFlowSource {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyFlowSource.class);

    /** After accept failed for want of descriptors. */
    private static final long ACCEPT_PAUSE_MILLIS = 500;

    private final EventLoopGroup workers;
    private final Admission admission;
    private final FlowStarter flows;
    private final Set<Integer> peers;

    /** @param peers the uids that may connect */
    public ProxyFlowSource(EventLoopGroup workers, Admission admission, FlowStarter flows, Set<Integer> peers) {
        this.workers = workers;
        this.admission = admission;
        this.flows = flows;
        this.peers = Set.copyOf(peers);
    }

    /** Listens at a path where nothing is. Blocks; closing the channel ends it. */
    public Channel listen(Path path) throws IOException {
        var listener = new EpollServerDomainSocketChannel();
        listener.pipeline().addLast(new Accept());
        var listening = workers.register(listener).awaitUninterruptibly();
        if (listening.isSuccess()) {
            listening = listener.bind(new DomainSocketAddress(path.toFile())).awaitUninterruptibly();
        }
        if (!listening.isSuccess()) {
            listener.close();
            throw new IOException("cannot listen at " + path, listening.cause());
        }
        return listener;
    }

    private final class Accept extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            var child = (EpollDomainSocketChannel) message;
            if (!allowed(child)) {
                child.unsafe().closeForcibly();
                return;
            }
            Sockets.prepareReading(child);
            child.pipeline()
                    .addLast(
                            new ProxyHeaderGate(),
                            new HAProxyMessageDecoder(ProxyHeader.MAX_BYTES),
                            new ProxyFlowStart(child, flows, admission));
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
            ctx.channel().config().setAutoRead(false);
            ctx.executor()
                    .schedule(
                            () -> ctx.channel().config().setAutoRead(true), ACCEPT_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private boolean allowed(EpollDomainSocketChannel child) {
        try {
            var uid = child.peerCredentials().uid();
            if (peers.contains(uid)) {
                return true;
            }
            LOG.warn("user {} may not bring flows", uid);
        } catch (IOException e) {
            LOG.warn("a peer without a name", e);
        }
        return false;
    }
}
