package org.weir.engine.inspect.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.flow.Flow;
import org.weir.engine.http.HttpPolicy.Target;
import org.weir.engine.inspect.TcpTargets;
import org.weir.engine.relay.Dialer;
import org.weir.engine.relay.Sockets;

/** The connections to servers that rules name. */
@Timeout(30)
class SecureTargetsTest {
    private static final Flow FLOW = new Flow(
            1,
            Instant.EPOCH,
            InetSocketAddress.createUnresolved("app", 1),
            InetSocketAddress.createUnresolved("server", 2),
            AppIdentity.UNKNOWN);

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final ExecutorService work = Executors.newVirtualThreadPerTaskExecutor();
    private final NettyTls engine = NettyTls.best();
    private final Pki.Identity theirs = newRoot();
    private SecureTargets targets;

    @TempDir
    Path folder;

    private static Pki.Identity newRoot() {
        try {
            return Pki.root("theirs");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void start() throws Exception {
        var bundle = folder.resolve("roots.crt");
        Pki.write(bundle, theirs);
        targets = new SecureTargets(
                new TcpTargets(new Dialer(_ -> false), work),
                engine,
                new ServerVerifier(List.of(bundle), null, _ -> false),
                work);
    }

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        work.shutdownNow();
        engine.close();
    }

    @Test
    void aServerThatVerifiesIsSpokenToInHttp1() throws Exception {
        try (var server = Origin.tls(Pki.server(theirs, "localhost"), "TLSv1.3", "h2", "http/1.1")) {
            var accepted = work.submit(() -> {
                var socket = (SSLSocket) server.accept();
                var line = new String(socket.getInputStream().readNBytes(5), US_ASCII);
                socket.getOutputStream().write("world".getBytes(US_ASCII));
                return line + " " + socket.getApplicationProtocol();
            });
            var channel = dial("https", "localhost", server);
            BlockingQueue<String> read = new LinkedBlockingQueue<>();
            channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                    var bytes = (ByteBuf) message;
                    read.add(bytes.toString(US_ASCII));
                    bytes.release();
                }
            });
            channel.eventLoop().execute(() -> Sockets.startReading(channel));
            channel.writeAndFlush(Unpooled.copiedBuffer("hello", US_ASCII));
            assertThat(accepted.get()).isEqualTo("hello http/1.1");
            assertThat(read.poll(10, TimeUnit.SECONDS)).isEqualTo("world");
            channel.close();
        }
    }

    @Test
    void anAddressIsVerifiedAsAnAddress() throws Exception {
        try (var server = Origin.tls(Pki.server(theirs, "127.0.0.1"), "TLSv1.2", "http/1.1")) {
            shake(server);
            dial("https", "127.0.0.1", server).close();
        }
    }

    @Test
    void aServerThatDoesNotVerifyIsNotSpokenTo() throws Exception {
        try (var server = Origin.tls(Pki.selfSigned("localhost"), "TLSv1.3")) {
            shake(server);
            assertThatThrownBy(() -> dial("https", "localhost", server))
                    .hasMessage("the server's certificate is self-signed");
        }
    }

    @Test
    void aCertificateForAnotherNameDoesNotVerify() throws Exception {
        try (var server = Origin.tls(Pki.server(theirs, "other.test"), "TLSv1.3")) {
            shake(server);
            assertThatThrownBy(() -> dial("https", "localhost", server))
                    .hasMessage("the server's certificate is for another name than localhost");
        }
    }

    @Test
    void aServerWithoutTlsIsNotSpokenToInClear() throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            work.submit(() -> {
                var socket = server.accept();
                socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
                return socket;
            });
            assertThatThrownBy(() -> dial("https", "localhost", server)).hasMessageContaining("TLS");
        }
    }

    @Test
    void aServerThatHangsUpIsNoTarget() throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            work.submit(() -> {
                server.accept().close();
                return null;
            });
            assertThatThrownBy(() -> dial("https", "localhost", server)).hasMessageContaining("the server");
        }
    }

    @Test
    void nobodyListens() throws Exception {
        var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        server.close();
        assertThatThrownBy(() -> dial("http", "localhost", server)).hasMessageContaining("Connection refused");
        assertThatThrownBy(() -> dial("https", "localhost", server)).hasMessageContaining("Connection refused");
    }

    /** The server's part of a handshake that may fail. */
    private void shake(ServerSocket server) {
        work.submit(() -> {
            try (Socket socket = server.accept()) {
                ((SSLSocket) socket).startHandshake();
                return socket.getInputStream().read();
            }
        });
    }

    private DuplexChannel dial(String scheme, String host, ServerSocket server) throws Exception {
        var loop = loops.next();
        var dialled = loop.submit(() -> targets.dial(FLOW, loop, new Target(scheme, host, server.getLocalPort())))
                .get();
        if (!dialled.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("neither connected nor failed");
        }
        if (!dialled.isSuccess()) {
            throw new IllegalStateException(dialled.cause().getMessage());
        }
        return dialled.getNow();
    }
}
