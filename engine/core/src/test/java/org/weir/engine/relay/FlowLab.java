package org.weir.engine.relay;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Decision;
import org.weir.engine.flow.Flow;
import org.weir.engine.flow.FlowObserver;
import org.weir.engine.handshake.Handshakes;
import org.weir.engine.policy.Policy;
import org.weir.engine.policy.Question;

/** A pipeline between real sockets of the loopback: what connects to {@link #address} counts as connecting to a chosen server. */
final class FlowLab implements AutoCloseable {
    final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
    final ExecutorService blocking = Executors.newCachedThreadPool();
    final BlockingQueue<Flow> opened = new LinkedBlockingQueue<>();
    final BlockingQueue<Flow> ended = new LinkedBlockingQueue<>();
    final Handshakes handshakes = new Handshakes();
    final EpollServerSocketChannel listener = new EpollServerSocketChannel();
    volatile FlowObserver.Closer closer = _ -> {};
    volatile AppIdentity app = AppIdentity.UNKNOWN;
    volatile InetSocketAddress destination;

    FlowLab(Policy policy, Relay relay, InetSocketAddress destination) throws Exception {
        this(policy, relay, Inspector.NONE, destination);
    }

    FlowLab(Policy policy, Relay relay, Inspector inspector, InetSocketAddress destination) throws Exception {
        this.destination = destination;
        var pipeline = new FlowPipeline(new FlowPipeline.Parts(
                policy,
                new Observer(),
                handshakes,
                new Dialer(address -> address.equals(listener.localAddress())),
                relay,
                inspector,
                blocking,
                Clock.systemUTC(),
                4_000_000));
        listener.pipeline().addLast(new Accept(pipeline));
        loops.register(listener).sync();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync();
    }

    InetSocketAddress address() {
        return listener.localAddress();
    }

    Socket connect() throws IOException {
        var socket = new Socket();
        socket.setSoTimeout(10_000);
        socket.connect(address(), 5_000);
        return socket;
    }

    Flow end() throws InterruptedException {
        var flow = ended.poll(10, TimeUnit.SECONDS);
        if (flow == null) {
            throw new AssertionError("no flow ended");
        }
        return flow;
    }

    static ServerSocket server() throws IOException {
        var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setSoTimeout(10_000);
        return server;
    }

    static Socket accept(ServerSocket server) throws IOException {
        var socket = server.accept();
        socket.setSoTimeout(10_000);
        return socket;
    }

    static InetSocketAddress at(ServerSocket server) {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    static void finish(java.io.Closeable socket) throws IOException {
        socket.close();
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        blocking.shutdownNow();
    }

    /** Decides at accept. */
    static Policy early(Decision decision) {
        return policy(Optional.of(decision), decision);
    }

    /** Decides when the first bytes are known. */
    static Policy late(Decision decision) {
        return policy(Optional.empty(), decision);
    }

    private static Policy policy(Optional<Decision> early, Decision late) {
        return new Policy() {
            @Override
            public Decision decide(Question question) {
                return late;
            }

            @Override
            public Optional<Decision> decideEarly(Question question) {
                return early;
            }
        };
    }

    private final class Accept extends ChannelInboundHandlerAdapter {
        private final FlowPipeline pipeline;

        Accept(FlowPipeline pipeline) {
            this.pipeline = pipeline;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            var child = (EpollSocketChannel) message;
            Sockets.prepare(child);
            // Started where the engine starts flows: before the channel's first event.
            child.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelActive(ChannelHandlerContext childCtx) {
                    childCtx.pipeline().remove(this);
                    start(child);
                }
            });
            loops.next().register(child);
        }

        private void start(EpollSocketChannel child) {
            pipeline.start(
                    child,
                    new FlowStarter.Intercepted(child.remoteAddress(), destination, app, null),
                    new FlowStarter.Answer() {
                        @Override
                        public void connected() {}

                        @Override
                        public void refused(CloseReason reason) {
                            Sockets.reset(child);
                        }

                        @Override
                        public boolean appWaits() {
                            return false;
                        }

                        @Override
                        public void over() {}
                    });
        }
    }

    private final class Observer implements FlowObserver {
        @Override
        public void opened(Flow flow, Closer how) {
            closer = how;
            opened.add(flow);
        }

        @Override
        public void changed(Flow flow) {}

        @Override
        public void ended(Flow flow) {
            ended.add(flow);
        }
    }
}
