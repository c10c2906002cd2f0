package org.weir.engine.inspect.http2;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Flow;
import org.weir.engine.http.ExchangeObserver;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.inspect.Conversation;
import org.weir.engine.inspect.TargetDialer;
import org.weir.engine.relay.CopyRelay;
import org.weir.engine.relay.Relay;
import org.weir.engine.relay.Sockets;

/** Conversations between real sockets of the loopback; with TLS on both sides, or without. */
final class Http2Lab implements AutoCloseable {
    final BlockingQueue<CloseReason> ended = new LinkedBlockingQueue<>();
    final BlockingQueue<Flow> flows = new LinkedBlockingQueue<>();
    final BlockingQueue<Relay.Handle> handles = new LinkedBlockingQueue<>();
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EpollServerSocketChannel listener = new EpollServerSocketChannel();
    private final AtomicLong ids = new AtomicLong();
    private final InetSocketAddress upstream;
    private final @Nullable TestTls tls;
    private final Conversation conversation;

    Http2Lab(InetSocketAddress upstream) throws Exception {
        this(upstream, null, HttpPolicy.NONE, ExchangeObserver.NONE);
    }

    Http2Lab(InetSocketAddress upstream, @Nullable TestTls tls, HttpPolicy policy, ExchangeObserver observer)
            throws Exception {
        this(upstream, tls, policy, observer, TargetDialer.NONE);
    }

    Http2Lab(
            InetSocketAddress upstream,
            @Nullable TestTls tls,
            HttpPolicy policy,
            ExchangeObserver observer,
            TargetDialer targets)
            throws Exception {
        this.upstream = upstream;
        this.tls = tls;
        this.conversation = new Http2Conversation(policy, observer, targets, Http2Lab::relay);
        listener.pipeline().addLast(new Accept());
        loop.register(listener).sync();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync();
    }

    static Relay.Handle relay(Conversation.Link link) {
        return new CopyRelay()
                .relay(
                        link.flow(),
                        link.client(),
                        link.upstream(),
                        new Relay.Opening(link.fromClient(), false, link.fromUpstream(), false),
                        link.ended());
    }

    int port() {
        return listener.localAddress().getPort();
    }

    WirePeer connect() throws Exception {
        return WirePeer.connect(port());
    }

    CloseReason end() throws InterruptedException {
        var reason = ended.poll(15, TimeUnit.SECONDS);
        if (reason == null) {
            throw new AssertionError("no conversation ended");
        }
        return reason;
    }

    static ServerSocket server() throws Exception {
        var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setSoTimeout(10_000);
        return server;
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** What a side said before there was a conversation: Netty reads at a FIN even when told not to. */
    private static final class Collect extends ChannelInboundHandlerAdapter {
        private final List<ByteBuf> bytes = new ArrayList<>();

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            bytes.add((ByteBuf) message);
        }
    }

    private final class Accept extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            var client = (EpollSocketChannel) message;
            Sockets.prepare(client);
            client.pipeline().addLast(new Collect());
            loop.register(client)
                    .addListener(_ -> new Bootstrap()
                            .group(loop)
                            .channel(EpollSocketChannel.class)
                            .option(ChannelOption.AUTO_READ, false)
                            .handler(new ChannelInboundHandlerAdapter())
                            .connect(upstream)
                            .addListener(connected -> {
                                if (connected.isSuccess()) {
                                    connected(client, (EpollSocketChannel)
                                            ((io.netty.channel.ChannelFuture) connected).channel());
                                } else {
                                    client.close();
                                }
                            }));
        }

        private void connected(EpollSocketChannel client, EpollSocketChannel server) {
            Sockets.prepare(server);
            server.pipeline().addLast(new Collect());
            if (tls == null) {
                start(client, server);
                return;
            }
            var down = tls.server().newHandler(client.alloc());
            var up = tls.client().newHandler(server.alloc(), "localhost", 443);
            server.pipeline().addFirst(up);
            up.handshakeFuture().addListener(done -> {
                if (!done.isSuccess()) {
                    client.close();
                    server.close();
                    return;
                }
                client.pipeline().addFirst(down);
                down.handshakeFuture().addListener(_ -> start(client, server));
                client.read();
            });
            server.read();
        }

        private void start(EpollSocketChannel client, EpollSocketChannel server) {
            var flow = new Flow(
                    ids.incrementAndGet(), Instant.now(), client.remoteAddress(), upstream, AppIdentity.UNKNOWN);
            flows.add(flow);
            var first = client.pipeline().get(Collect.class);
            client.pipeline().remove(first);
            var greeting = server.pipeline().get(Collect.class);
            server.pipeline().remove(greeting);
            handles.add(conversation.start(new Conversation.Link(
                    flow,
                    client.pipeline().get(SslHandler.class) == null ? "http" : "https",
                    "localhost",
                    tls == null ? "" : "h2",
                    client,
                    server,
                    first.bytes,
                    greeting.bytes,
                    () -> server.eventLoop().newFailedFuture(new UnsupportedOperationException()),
                    ended::add)));
        }
    }
}
