package org.weir.engine.relay.splice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.engine.flow.CloseReason;

/** An app's socket, Netty's two channels handed over to the relay, and a server's socket, all on loopback. */
class SpliceRelayTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<Recorder> relays = new LinkedBlockingQueue<>();
    private SpliceRelays relaying;
    private ServerSocket server;
    private Channel listener;

    /** Remembers what a relay told. */
    private static final class Recorder implements SpliceRelay.Listener {
        final AtomicLong up = new AtomicLong();
        final AtomicLong down = new AtomicLong();
        final CompletableFuture<CloseReason> ended = new CompletableFuture<>();
        volatile SpliceRelay relay;

        @Override
        public void moved(boolean upwards, long bytes) {
            (upwards ? up : down).addAndGet(bytes);
        }

        @Override
        public void ended(CloseReason reason) {
            ended.complete(reason);
        }
    }

    @BeforeEach
    void listen() throws Exception {
        relaying = new SpliceRelays(Duration.ofMinutes(1));
        server = new ServerSocket(0, 50, LOOPBACK);
        listener = new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public boolean isSharable() {
                        return true;
                    }

                    @Override
                    public void channelActive(ChannelHandlerContext context) {
                        dial((EpollSocketChannel) context.channel());
                    }
                })
                .bind(LOOPBACK, 0)
                .sync()
                .channel();
    }

    private void dial(EpollSocketChannel client) {
        new Bootstrap()
                .group(client.eventLoop())
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(server.getLocalSocketAddress())
                .addListener(future -> {
                    var upstream = (EpollSocketChannel) ((io.netty.channel.ChannelFuture) future).channel();
                    var recorder = new Recorder();
                    recorder.relay =
                            relaying.takeOver(client, upstream, recorder).orElseThrow();
                    relays.add(recorder);
                });
    }

    @AfterEach
    void stop() throws Exception {
        listener.close().sync();
        server.close();
        threads.shutdownNow();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        relaying.close();
    }

    private record Ends(Socket app, Socket server, Recorder recorder) {}

    private Ends connect() throws Exception {
        var accepted = threads.submit(server::accept);
        var app = new Socket();
        app.connect((InetSocketAddress) listener.localAddress());
        var recorder = relays.poll(20, TimeUnit.SECONDS);
        return new Ends(app, accepted.get(20, TimeUnit.SECONDS), recorder);
    }

    private Future<String> hashUntilEnd(InputStream in) {
        return threads.submit(() -> {
            var digest = MessageDigest.getInstance("SHA-256");
            var buffer = new byte[100_000];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        });
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] random(int length, long seed) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 65_536, 65_537, 1_000_000, 64 * 1024 * 1024})
    void everyByteArrivesInBothDirectionsAtOnceAndEndsInOrder(int length) throws Exception {
        var ends = connect();
        var upload = random(length, 1);
        var download = random(length, 2);
        var atServer = hashUntilEnd(ends.server.getInputStream());
        var atApp = hashUntilEnd(ends.app.getInputStream());
        var sent = threads.submit(() -> {
            ends.server.getOutputStream().write(download);
            ends.server.shutdownOutput();
            return true;
        });
        ends.app.getOutputStream().write(upload);
        ends.app.shutdownOutput();

        assertThat(atServer.get(60, TimeUnit.SECONDS)).isEqualTo(sha256(upload));
        assertThat(atApp.get(60, TimeUnit.SECONDS)).isEqualTo(sha256(download));
        assertThat(sent.get(1, TimeUnit.SECONDS)).isTrue();
        assertThat(ends.recorder.ended.get(20, TimeUnit.SECONDS))
                .isIn(CloseReason.CLIENT_CLOSED, CloseReason.SERVER_CLOSED);
        assertThat(ends.recorder.up).hasValue(length);
        assertThat(ends.recorder.down).hasValue(length);
    }

    @Test
    void answersStillArriveAfterTheAppHalfClosed() throws Exception {
        var ends = connect();
        ends.app.getOutputStream().write("question".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        ends.app.shutdownOutput();
        assertThat(new String(ends.server.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("question");
        ends.server.getOutputStream().write(random(300_000, 3));
        ends.server.close();
        assertThat(ends.app.getInputStream().readAllBytes()).hasSize(300_000);
        assertThat(ends.recorder.ended.get(20, TimeUnit.SECONDS)).isEqualTo(CloseReason.CLIENT_CLOSED);
    }

    @Test
    void aResetOfTheServerResetsTheApp() throws Exception {
        var ends = connect();
        ends.server.setSoLinger(true, 0);
        ends.server.close();
        assertThatThrownBy(() -> ends.app.getInputStream().read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("reset");
        assertThat(ends.recorder.ended.get(20, TimeUnit.SECONDS)).isEqualTo(CloseReason.SERVER_RESET);
    }

    @Test
    void aResetOfTheAppResetsTheServer() throws Exception {
        var ends = connect();
        ends.app.setSoLinger(true, 0);
        ends.app.close();
        assertThatThrownBy(() -> ends.server.getInputStream().read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("reset");
        assertThat(ends.recorder.ended.get(20, TimeUnit.SECONDS)).isEqualTo(CloseReason.CLIENT_RESET);
    }

    @Test
    void aReaderThatDoesNotReadStopsTheWriter() throws Exception {
        var ends = connect();
        var written = new AtomicLong();
        var writer = threads.submit(() -> {
            var block = new byte[64 * 1024];
            while (true) {
                ends.app.getOutputStream().write(block);
                written.addAndGet(block.length);
            }
        });
        // The kernel's socket buffers on both sides, one pipe and one spill are all there is.
        var last = new AtomicLong(-1);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> last.getAndSet(written.get()) == written.get());
        assertThat(written.get()).isLessThan(64L * 1024 * 1024);
        assertThat(writer.isDone()).isFalse();

        var drained = threads.submit(() -> ends.server.getInputStream().skip(written.get()));
        assertThat(drained.get(20, TimeUnit.SECONDS)).isPositive();
        ends.recorder.relay.close(CloseReason.CLOSED_BY_USER);
        assertThat(ends.recorder.ended.get(20, TimeUnit.SECONDS)).isEqualTo(CloseReason.CLOSED_BY_USER);
    }

    @Test
    void aHalfClosedFlowThatStaysSilentEnds() throws Exception {
        relaying.close();
        relaying = new SpliceRelays(Duration.ofMillis(200));
        var ends = connect();
        ends.app.shutdownOutput();
        assertThat(ends.recorder.ended.get(20, TimeUnit.SECONDS)).isEqualTo(CloseReason.IDLE);
    }

    @Test
    void aSideThatHungUpWhileTheOtherIsFullDoesNotSpin() throws Exception {
        var ends = connect();
        // The server ends its direction; the app fills up the other one and ends too, while the server does not read.
        ends.server.shutdownOutput();
        assertThat(ends.app.getInputStream().read()).isEqualTo(-1);
        threads.submit(() -> {
            ends.app.getOutputStream().write(new byte[32 * 1024 * 1024]);
            ends.app.shutdownOutput();
            return true;
        });
        long bytes = 0;
        var buffer = new byte[256 * 1024];
        for (int n = ends.server.getInputStream().read(buffer);
                n >= 0;
                n = ends.server.getInputStream().read(buffer)) {
            bytes += n;
        }
        assertThat(bytes).isEqualTo(32L * 1024 * 1024);
        assertThat(ends.recorder.ended.get(20, TimeUnit.SECONDS)).isEqualTo(CloseReason.SERVER_CLOSED);
    }

    @Test
    void noDescriptorIsLeftOverAfterManyFlows() throws Exception {
        connectAndClose();
        int before = descriptors();
        for (int i = 0; i < 200; i++) {
            connectAndClose();
        }
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(before + 4));
    }

    private void connectAndClose() throws Exception {
        var ends = connect();
        ends.app.close();
        ends.server.close();
        ends.recorder.ended.get(20, TimeUnit.SECONDS);
    }

    private static int descriptors() throws IOException {
        try (var list = Files.list(Path.of("/proc/self/fd"))) {
            return (int) list.count();
        }
    }
}
