package org.weir.engine.intercept;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Decision;
import org.weir.engine.flow.Flow;
import org.weir.engine.flow.FlowObserver;
import org.weir.engine.flow.HandshakeObserver;
import org.weir.engine.policy.Policy;
import org.weir.engine.policy.Question;
import org.weir.engine.relay.CopyRelay;
import org.weir.engine.relay.Dialer;
import org.weir.engine.relay.FlowPipeline;
import org.weir.engine.relay.Inspector;
import org.weir.testkit.sim.ProxyHeaderBytes;
import org.weir.testkit.sim.SimFlow;

/** flows.sock, spoken to by a simulated interceptor. */
@Timeout(60)
class ProxyFlowSourceTest {
    private static final InetSocketAddress APP = new InetSocketAddress("203.0.113.2", 40000);

    @TempDir
    Path folder;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
    private final BlockingQueue<Flow> ended = new LinkedBlockingQueue<>();
    private final Admission admission = new Admission(1, () -> false);
    private volatile Decision decision = Decision.pass("test");
    private volatile boolean early = true;
    private Path socket;

    private ServerSocket server;

    @BeforeEach
    void listen() throws Exception {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        server.setSoTimeout(10_000);
        socket = folder.resolve("flows.sock");
        source(Set.of(uid())).listen(socket);
    }

    private ProxyFlowSource source(Set<Integer> peers) {
        var pipeline = new FlowPipeline(new FlowPipeline.Parts(
                new Rules(),
                new Observer(),
                HandshakeObserver.NONE,
                new Dialer(_ -> false),
                new CopyRelay(),
                Inspector.NONE,
                Runnable::run,
                Clock.systemUTC(),
                4_000_000));
        return new ProxyFlowSource(loops, admission, pipeline, peers);
    }

    private static int uid() throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    @AfterEach
    void close() throws Exception {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        server.close();
    }

    private ProxyHeaderBytes header() {
        return new ProxyHeaderBytes(APP, (InetSocketAddress) server.getLocalSocketAddress()).u8(0xE0, 1);
    }

    private SimFlow open(byte[] header) throws IOException {
        return SimFlow.connect(socket).send(header);
    }

    @Test
    void aFlowHasItsAppAndItsBytes() throws Exception {
        var header = header().u32(0xE1, 4711)
                .u64(0xE2, 12345)
                .text(0xE3, "C:\\Program Files\\b.exe")
                .text(0xE4, "org.example.b")
                .text(0xE5, "S-1-5-21")
                .u32(0xE6, 1000)
                .text(0x02, "b.example")
                .text(0xEE, "from the future")
                .build();
        try (var flow = open(header)) {
            assertThat(flow.answer()).isZero();
            try (var peer = server.accept()) {
                flow.send("hello".getBytes(US_ASCII)).end();
                assertThat(peer.getInputStream().readAllBytes()).isEqualTo("hello".getBytes(US_ASCII));
                peer.getOutputStream().write("and back".getBytes(US_ASCII));
            }
            assertThat(flow.read(100)).isEqualTo("and back".getBytes(US_ASCII));
        }
        var said = ended.poll(10, TimeUnit.SECONDS);
        assertThat(said.source()).isEqualTo(APP);
        assertThat(said.destination()).isEqualTo(server.getLocalSocketAddress());
        assertThat(said.sniffed().host()).isEqualTo("b.example");
        assertThat(said.app().pid()).isEqualTo(4711);
        assertThat(said.app().startNanos()).isEqualTo(12345);
        assertThat(said.app().name()).isEqualTo("b.exe");
        assertThat(said.app().appId()).isEqualTo("org.example.b");
        assertThat(said.app().user()).isEqualTo("S-1-5-21");
        assertThat(said.app().uid()).isEqualTo(1000);
        assertThat(said.app().attribution()).isEqualTo(AppIdentity.Attribution.FULL);
        assertThat(said.end().reason()).isEqualTo(CloseReason.CLIENT_CLOSED);
    }

    @Test
    void bytesBehindTheHeaderInTheSameWriteAreNotLost() throws Exception {
        early = false;
        var header = header().build();
        var both = Arrays.copyOf(header, header.length + 1000);
        Arrays.fill(both, header.length, both.length, (byte) 'x');
        try (var flow = open(both);
                var peer = server.accept()) {
            assertThat(peer.getInputStream().readNBytes(1000)).hasSize(1000).containsOnly('x');
            assertThat(flow.answer()).isZero();
        }
    }

    @Test
    void anUndecidedFlowIsAnsweredBeforeTheAppSpeaks() throws Exception {
        early = false;
        try (var flow = open(header().build());
                var peer = server.accept()) {
            assertThat(flow.answer()).isZero();
            flow.send("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
            assertThat(peer.getInputStream().readNBytes(18)).hasSize(18);
        }
    }

    @Test
    void aReaderThatDoesNotReadHoldsTheOtherSideUp() throws Exception {
        try (var flow = open(header().build());
                var peer = server.accept()) {
            flow.answer();
            var bytes = new byte[30_000_000];
            new Random(1).nextBytes(bytes);
            var writer = Thread.ofVirtual().start(() -> {
                try {
                    peer.getOutputStream().write(bytes);
                    peer.shutdownOutput();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(writer.join(java.time.Duration.ofMillis(700))).isFalse();
            assertThat(flow.read(bytes.length + 1)).isEqualTo(bytes);
            writer.join();
        }
    }

    @Test
    void everyFailureHasItsCode() throws Exception {
        decision = new Decision(new Decision.Action.Block(), "r1", "test");
        assertThat(answerTo(header().build())).isEqualTo(ProxyFlowStart.BLOCKED);
        decision = new Decision(
                new Decision.Action.Reroute(new Decision.Target.HttpConnect("127.0.0.1", 1, null)), "r1", "test");
        assertThat(answerTo(header().build())).isEqualTo(ProxyFlowStart.OTHER);
        decision = Decision.pass("test");
        try (var first = open(header().build())) {
            assertThat(first.answer()).isZero();
            assertThat(answerTo(header().build())).isEqualTo(ProxyFlowStart.OVERLOADED);
            first.end();
            server.accept().close();
            ended.poll(10, TimeUnit.SECONDS);
        }
        server.close();
        for (var when : new boolean[] {true, false}) {
            early = when;
            ended.clear();
            assertThat(answerTo(header().build())).isEqualTo(ProxyFlowStart.REFUSED);
        }
    }

    @Test
    void everyConnectErrorHasItsCode() {
        assertThat(ProxyFlowStart.code(CloseReason.CONNECT_UNREACHABLE)).isEqualTo(ProxyFlowStart.HOST_UNREACHABLE);
        assertThat(ProxyFlowStart.code(CloseReason.CONNECT_TIMED_OUT)).isEqualTo(ProxyFlowStart.TIMED_OUT);
        for (var reason : CloseReason.values()) {
            assertThat(ProxyFlowStart.code(reason)).isBetween(1, 8);
        }
    }

    @Test
    void badHeadersAreRefused() throws Exception {
        var four = header();
        var bad = new byte[][] {
            "PROXY TCP4 203.0.113.2 192.0.2.10 40000 443\r\n".getBytes(US_ASCII),
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII),
            header().versionAndCommand(0x20).build(),
            header().versionAndCommand(0x31).build(),
            header().family(0x12).build(),
            header().family(0x31).build(),
            header().family(0x00).build(),
            header().family(0x21).build(),
            new ProxyHeaderBytes(APP, APP).build(),
            new ProxyHeaderBytes(APP, APP).u8(0xE0, 2).build(),
            four.u8(0xE0, 1).build(),
            header().field(0xE1, new byte[3]).build(),
            header().field(0xE2, new byte[4]).build(),
            header().field(0xE3, new byte[] {(byte) 0xC3, 0x28}).build(),
            header().field(0xE3, new byte[1025]).build(),
            header().field(0xE4, new byte[257]).build(),
            header().field(0x02, new byte[256]).build(),
            header().field(0xEE, new byte[4096]).build(),
        };
        for (var header : bad) {
            assertThat(answerTo(header)).as(HexFormat.of().formatHex(header)).isEqualTo(ProxyFlowStart.BAD_HEADER);
        }
        assertThat(admission.open()).isZero();
        assertThat(answerTo(header().build())).isZero();
    }

    @Test
    void aHeaderCutAtEveryLengthIsRefusedAndAWholeOneIsNot() throws Exception {
        var header = header().u32(0xE1, 1).text(0xE3, "/usr/bin/curl").build();
        for (var length = 0; length < header.length; length++) {
            assertThat(answerTo(Arrays.copyOf(header, length)))
                    .as("cut at %d", length)
                    .isEqualTo(ProxyFlowStart.BAD_HEADER);
        }
        try (var flow = SimFlow.connect(socket)) {
            for (var each : header) {
                flow.send(new byte[] {each});
            }
            assertThat(flow.answer()).isZero();
        }
    }

    @Test
    void randomHeadersNeverConnect() throws Exception {
        var header = header().text(0xE3, "/usr/bin/curl").build();
        for (var seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            byte[] bytes;
            if (seed % 2 == 0) {
                bytes = new byte[1 + random.nextInt(200)];
                random.nextBytes(bytes);
            } else {
                // Right up to the lengths, then noise.
                bytes = header.clone();
                for (var i = 14; i < bytes.length; i++) {
                    bytes[i] = (byte) random.nextInt();
                }
            }
            assertThat(answerTo(bytes)).as("seed %d", seed).isNotZero();
        }
    }

    @Test
    void nothingForThreeSecondsIsRefused() throws Exception {
        try (var flow = SimFlow.connect(socket)) {
            var from = System.nanoTime();
            assertThat(flow.answer()).isEqualTo(ProxyFlowStart.BAD_HEADER);
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from)).isBetween(2_500L, 5_000L);
        }
    }

    @Test
    void aPeerThatIsNotAllowedIsClosed() throws Exception {
        var other = folder.resolve("other.sock");
        source(Set.of(uid() + 1)).listen(other);
        try (var flow = SimFlow.connect(other)) {
            assertThat(flow.read(4)).isEmpty();
        }
    }

    /** Sends, ends, and gives the answer. */
    private int answerTo(byte[] bytes) throws IOException {
        try (var flow = SimFlow.connect(socket)) {
            try {
                flow.send(bytes).end();
            } catch (IOException e) {
                // Refused before all of it was taken: the answer is there.
            }
            return flow.answer();
        }
    }

    private final class Rules implements Policy {
        @Override
        public Decision decide(Question question) {
            return decision;
        }

        @Override
        public Optional<Decision> decideEarly(Question question) {
            return early ? Optional.of(decision) : Optional.empty();
        }
    }

    private final class Observer implements FlowObserver {
        @Override
        public void opened(Flow flow, Closer how) {}

        @Override
        public void changed(Flow flow) {}

        @Override
        public void ended(Flow flow) {
            ended.add(flow);
        }
    }
}
