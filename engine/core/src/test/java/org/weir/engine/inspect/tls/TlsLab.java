package org.weir.engine.inspect.tls;

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
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Decision;
import org.weir.engine.flow.Flow;
import org.weir.engine.flow.FlowObserver;
import org.weir.engine.handshake.Handshakes;
import org.weir.engine.inspect.raw.RawConversation;
import org.weir.engine.policy.Policy;
import org.weir.engine.policy.Question;
import org.weir.engine.refusal.HandshakeEnd;
import org.weir.engine.refusal.Refusals;
import org.weir.engine.relay.CopyRelay;
import org.weir.engine.relay.Dialer;
import org.weir.engine.relay.FlowPipeline;
import org.weir.engine.relay.FlowStarter;
import org.weir.engine.relay.Relay;
import org.weir.engine.relay.Sockets;
import org.weir.engine.relay.splice.SpliceRelayStarter;
import org.weir.engine.relay.splice.SpliceRelays;
import org.weir.engine.trust.LeafSource;

/**
 * The engine's way of inspected flows between real sockets of the loopback: what connects to {@link #address} counts as
 * connecting to {@link #destination}. Its authority is {@link #ours}; servers are trusted when {@link #theirs} vouches.
 */
final class TlsLab implements AutoCloseable {
    static final String HOST = "www.example.test";

    final Pki.Identity ours = Pki.root("ours");
    final Pki.Identity theirs = Pki.root("theirs");
    final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
    final ExecutorService blocking = Executors.newCachedThreadPool();
    final BlockingQueue<Flow> opened = new LinkedBlockingQueue<>();
    final BlockingQueue<Flow> ended = new LinkedBlockingQueue<>();
    final List<HandshakeEnd> told = new CopyOnWriteArrayList<>();
    final List<String> wanted = new CopyOnWriteArrayList<>();
    final List<String> gaveUp = new CopyOnWriteArrayList<>();
    final Leaves leaves = new Leaves();
    final Handshakes handshakes = new Handshakes();
    final EpollServerSocketChannel listener = new EpollServerSocketChannel();
    final TlsEngine engine;
    final Path bundle;
    volatile FlowObserver.Closer closer = _ -> {};
    volatile Refusals.Verdict verdict = new Refusals.Verdict.Inspect(false);
    volatile @Nullable String refusalWords;
    volatile Decision decision = new Decision(new Decision.Action.Inspect(), "r1", "test");
    volatile InetSocketAddress destination = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    TlsLab(NettyTls.Kind kind) throws Exception {
        this(NettyTls.of(kind), new SpliceRelayStarter(new SpliceRelays(java.time.Duration.ofMinutes(1))));
    }

    TlsLab(TlsEngine engine, Relay untouched) throws Exception {
        this(engine, untouched, TlsLimits.APP_HANDSHAKE);
    }

    /** @param appHandshake how long an app's handshake may take */
    TlsLab(TlsEngine engine, Relay untouched, java.time.Duration appHandshake) throws Exception {
        this.engine = engine;
        bundle = Files.createTempFile("weir-tls-roots", ".crt");
        // As on a machine whose store trusts us: even so we vouch for no server.
        Pki.write(bundle, theirs, ours);
        var observer = new Observer();
        var inspector = new TlsInspector(new TlsInspector.Parts(
                engine,
                new ServerVerifier(List.of(bundle), null, ours.certificate()::equals),
                leaves,
                new Memory(),
                new RawConversation(),
                untouched,
                observer,
                handshakes,
                blocking,
                appHandshake));
        var pipeline = new FlowPipeline(new FlowPipeline.Parts(
                policy(),
                observer,
                handshakes,
                new Dialer(address -> address.equals(listener.localAddress())),
                new CopyRelay(),
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

    Socket connect(InetSocketAddress to) throws IOException {
        var socket = new Socket();
        socket.setSoTimeout(10_000);
        socket.connect(to, 5_000);
        return socket;
    }

    /** A client on an open connection, before its handshake. */
    static SSLSocket tls(Socket socket, SSLContext context, @Nullable String sni, List<String> versions, String... alpn)
            throws IOException {
        var tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        var parameters = tls.getSSLParameters();
        if (sni != null) {
            parameters.setServerNames(List.of(new SNIHostName(sni)));
        }
        parameters.setApplicationProtocols(alpn);
        if (!versions.isEmpty()) {
            parameters.setProtocols(versions.toArray(String[]::new));
        }
        tls.setSSLParameters(parameters);
        return tls;
    }

    Flow end() throws InterruptedException {
        var flow = ended.poll(20, TimeUnit.SECONDS);
        if (flow == null) {
            throw new AssertionError("no flow ended; opened: " + opened);
        }
        return flow;
    }

    @Override
    public void close() throws IOException {
        listener.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        blocking.shutdownNow();
        engine.close();
        Files.deleteIfExists(bundle);
    }

    private Policy policy() {
        return new Policy() {
            @Override
            public Decision decide(Question question) {
                return decision;
            }

            @Override
            public Optional<Decision> decideEarly(Question question) {
                return Optional.empty();
            }
        };
    }

    /** Leaves of {@link #ours}, each made once. */
    final class Leaves implements LeafSource {
        private final java.util.Map<String, Leaf> made = new java.util.concurrent.ConcurrentHashMap<>();
        volatile @Nullable String problem;
        volatile boolean fails;

        @Override
        public CompletionStage<Leaf> leaf(String name, @Nullable X509Certificate upstream) {
            if (fails) {
                return CompletableFuture.failedFuture(new UnavailableException("no authority"));
            }
            return CompletableFuture.supplyAsync(() -> made.computeIfAbsent(name, this::make), blocking);
        }

        private Leaf make(String name) {
            try {
                var leaf = Pki.server(ours, name);
                return new Leaf(leaf.keys().getPrivate(), List.of(leaf.certificate(), ours.certificate()));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public boolean available() {
            return problem == null;
        }

        @Override
        public @Nullable String problem() {
            return problem;
        }
    }

    private final class Memory implements Refusals {
        @Override
        public Verdict verdict(AppIdentity app, @Nullable String host, String address, int port, boolean block) {
            return verdict;
        }

        @Override
        public @Nullable String handshake(
                AppIdentity app, @Nullable String host, String address, int port, HandshakeEnd end) {
            told.add(end);
            return refusalWords;
        }

        @Override
        public @Nullable String engineGaveUp(AppIdentity app, @Nullable String host, String address, int port) {
            gaveUp.add(host + " " + address + " " + port);
            return refusalWords;
        }

        @Override
        public void serverWantsCertificate(AppIdentity app, @Nullable String host, String address, int port) {
            wanted.add(host + " " + address + " " + port);
        }
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
                    new FlowStarter.Intercepted(child.remoteAddress(), destination, AppIdentity.UNKNOWN, null),
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
