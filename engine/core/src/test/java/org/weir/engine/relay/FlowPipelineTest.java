package org.weir.engine.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weir.engine.relay.FlowLab.accept;
import static org.weir.engine.relay.FlowLab.at;
import static org.weir.engine.relay.FlowLab.early;
import static org.weir.engine.relay.FlowLab.finish;
import static org.weir.engine.relay.FlowLab.late;
import static org.weir.engine.relay.FlowLab.reset;
import static org.weir.engine.relay.FlowLab.server;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.security.MessageDigest;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Decision;
import org.weir.engine.flow.Sniffed.Protocol;
import org.weir.engine.policy.Policy;

/** The way of a flow between real sockets; here with the copying relay. */
@Timeout(60)
class FlowPipelineTest {
    private static final Decision PASS = Decision.pass("test");
    private static final Decision BLOCK = new Decision(new Decision.Action.Block(), "r1", "test");

    /** The relay under test. */
    Relay relay() {
        return new CopyRelay();
    }

    private FlowLab lab(Policy policy, ServerSocket server) throws Exception {
        return new FlowLab(policy, relay(), at(server));
    }

    @Test
    void bytesGoBothWaysAndAreCounted() throws Exception {
        try (var server = server();
                var lab = lab(late(PASS), server);
                var client = lab.connect()) {
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: A.example\r\n\r\n".getBytes(US_ASCII));
            try (var peer = accept(server)) {
                assertThat(new String(peer.getInputStream().readNBytes(35), US_ASCII))
                        .startsWith("GET / HTTP/1.1");
                peer.getOutputStream().write(new byte[1000]);
                assertThat(client.getInputStream().readNBytes(1000)).hasSize(1000);
                finish(client);
                assertThat(peer.getInputStream().read()).isEqualTo(-1);
            }
            var flow = lab.end();
            assertThat(flow.bytesUp()).isEqualTo(35);
            assertThat(flow.bytesDown()).isEqualTo(1000);
            assertThat(flow.sniffed().protocol()).isEqualTo(Protocol.HTTP);
            assertThat(flow.sniffed().host()).isEqualTo("a.example");
            assertThat(flow.end().reason()).isEqualTo(CloseReason.CLIENT_CLOSED);
        }
    }

    @Test
    void clientHalfCloseReachesServerAndTheAnswerComesBack() throws Exception {
        for (var policy : new Policy[] {early(PASS), late(PASS)}) {
            try (var server = server();
                    var lab = lab(policy, server);
                    var client = lab.connect()) {
                client.getOutputStream().write("PING ".getBytes(US_ASCII));
                client.shutdownOutput();
                try (var peer = accept(server)) {
                    assertThat(peer.getInputStream().readAllBytes()).hasSize(5);
                    var answer = random(1, 3_000_000);
                    peer.getOutputStream().write(answer);
                    finish(peer);
                    assertThat(client.getInputStream().readAllBytes()).isEqualTo(answer);
                }
                assertThat(lab.end().end().reason()).isEqualTo(CloseReason.CLIENT_CLOSED);
            }
        }
    }

    @Test
    void serverHalfCloseReachesClientAndTheClientGoesOn() throws Exception {
        try (var server = server();
                var lab = lab(early(PASS), server);
                var client = lab.connect();
                var peer = accept(server)) {
            peer.getOutputStream().write(7);
            peer.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).containsExactly(7);
            client.getOutputStream().write(random(2, 500_000));
            client.shutdownOutput();
            assertThat(peer.getInputStream().readAllBytes()).isEqualTo(random(2, 500_000));
            assertThat(lab.end().end().reason()).isEqualTo(CloseReason.SERVER_CLOSED);
        }
    }

    @Test
    void clientHalfCloseWithoutABytePassesOn() throws Exception {
        try (var server = server();
                var lab = lab(late(PASS), server);
                var client = lab.connect()) {
            client.shutdownOutput();
            try (var peer = accept(server)) {
                assertThat(peer.getInputStream().read()).isEqualTo(-1);
                peer.getOutputStream().write(9);
                finish(peer);
                assertThat(client.getInputStream().readAllBytes()).containsExactly(9);
            }
        }
    }

    @Test
    void resetOfTheClientResetsTheServer() throws Exception {
        try (var server = server();
                var lab = lab(early(PASS), server);
                var client = lab.connect();
                var peer = accept(server)) {
            client.getOutputStream().write(1);
            assertThat(peer.getInputStream().read()).isEqualTo(1);
            reset(client);
            assertThatThrownBy(() -> peer.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThat(lab.end().end().reason()).isEqualTo(CloseReason.CLIENT_RESET);
        }
    }

    @Test
    void resetOfTheServerResetsTheClientAfterItsLastBytes() throws Exception {
        try (var server = server();
                var lab = lab(early(PASS), server);
                var client = lab.connect();
                var peer = accept(server)) {
            client.getOutputStream().write(1);
            assertThat(peer.getInputStream().read()).isEqualTo(1);
            peer.getOutputStream().write(new byte[] {1, 2, 3});
            assertThat(client.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
            reset(peer);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThat(lab.end().end().reason()).isEqualTo(CloseReason.SERVER_RESET);
        }
    }

    @Test
    void anAnswerBeforeAResetIsNotLostWhenTheClientStillWrites() throws Exception {
        // A server that answers "too large" and closes with our bytes unread resets us; its answer must arrive.
        for (var round = 0; round < 20; round++) {
            try (var server = server();
                    var lab = lab(early(PASS), server);
                    var client = lab.connect();
                    var peer = accept(server)) {
                client.getOutputStream().write(new byte[200_000]);
                peer.getOutputStream().write("413 too large".getBytes(US_ASCII));
                finish(peer);
                assertThat(new String(client.getInputStream().readNBytes(13), US_ASCII))
                        .isEqualTo("413 too large");
            }
        }
    }

    @Test
    void refusedIsMirroredAtOnce() throws Exception {
        for (var policy : new Policy[] {early(PASS), late(PASS)}) {
            var server = server();
            finish(server);
            try (var lab = lab(policy, server)) {
                var from = System.nanoTime();
                assertThatThrownBy(() -> ask(lab)).isInstanceOf(SocketException.class);
                assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from))
                        .isLessThan(1_000);
                assertThat(lab.end().end().reason()).isEqualTo(CloseReason.CONNECT_REFUSED);
            }
        }
    }

    @Test
    void blockedEarlyAndLateIsAResetAndTheServerHearsNothing() throws Exception {
        for (var policy : new Policy[] {early(BLOCK), late(BLOCK)}) {
            try (var server = server();
                    var lab = lab(policy, server)) {
                assertThatThrownBy(() -> ask(lab)).isInstanceOf(SocketException.class);
                var flow = lab.end();
                assertThat(flow.end().reason()).isEqualTo(CloseReason.BLOCKED);
                assertThat(flow.bytesUp()).isZero();
            }
        }
    }

    @Test
    void aGreetingIsNotHeldBack() throws Exception {
        try (var server = server();
                var lab = lab(late(PASS), server);
                var client = lab.connect();
                var peer = accept(server)) {
            // Warm: the first flow of a JVM loads classes.
            peer.getOutputStream().write("220 first ESMTP\r\n".getBytes(US_ASCII));
            client.getInputStream().readNBytes(17);
            try (var client2 = lab.connect();
                    var peer2 = accept(server)) {
                var from = System.nanoTime();
                peer2.getOutputStream().write("220 mail.example ESMTP ready\r\n".getBytes(US_ASCII));
                assertThat(new String(client2.getInputStream().readNBytes(30), US_ASCII))
                        .startsWith("220 mail");
                assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from))
                        .isLessThan(50);
                reset(client2);
            }
            assertThat(lab.end().sniffed().protocol()).isEqualTo(Protocol.SMTP);
        }
    }

    @Test
    void halfAHelloIsPassedOnAfterTheDeadlineAndNotBefore() throws Exception {
        var half = new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};
        try (var server = server();
                var lab = lab(late(PASS), server);
                var client = lab.connect();
                var peer = accept(server)) {
            var from = System.nanoTime();
            client.getOutputStream().write(half);
            assertThat(peer.getInputStream().readNBytes(half.length)).isEqualTo(half);
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from)).isBetween(2_500L, 5_000L);
            client.getOutputStream().write(5);
            assertThat(peer.getInputStream().read()).isEqualTo(5);
        }
    }

    @Test
    void aDecidedFlowDoesNotWaitForTheRestOfTheHello() throws Exception {
        try (var server = server();
                var lab = lab(early(PASS), server);
                var client = lab.connect();
                var peer = accept(server)) {
            client.getOutputStream().write(0x16);
            var from = System.nanoTime();
            assertThat(peer.getInputStream().read()).isEqualTo(0x16);
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from)).isLessThan(1_000);
            client.getOutputStream().write(random(3, 100));
            assertThat(peer.getInputStream().readNBytes(100)).isEqualTo(random(3, 100));
        }
    }

    @Test
    void aReaderThatDoesNotReadHoldsTheWriterUp() throws Exception {
        try (var server = server();
                var lab = lab(early(PASS), server);
                var client = lab.connect();
                var peer = accept(server)) {
            var total = 64 * 1024 * 1024;
            var writer = Thread.ofVirtual().start(() -> {
                try {
                    write(client, 4, total);
                    client.shutdownOutput();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            var flow = lab.opened.take();
            var before = -1L;
            // Settled: the sockets' buffers and ours are full.
            for (var now = flow.bytesUp(); now != before || now == 0; now = flow.bytesUp()) {
                before = now;
                TimeUnit.MILLISECONDS.sleep(300);
            }
            assertThat(before).isLessThan(total / 2);
            assertThat(io.netty.util.internal.PlatformDependent.usedDirectMemory())
                    .isLessThan(64L << 20);
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(peer.getInputStream().readAllBytes());
            writer.join();
            assertThat(digest.digest()).isEqualTo(sha(4, total));
            assertThat(flow.bytesUp()).isEqualTo(total);
        }
    }

    @Test
    void aStreamThatEndedWhileTheReaderSleptArrivesWhole() throws Exception {
        // The FIN comes while reading is off; see Sockets.startReading.
        try (var server = server();
                var lab = lab(early(PASS), server);
                var client = lab.connect();
                var peer = accept(server)) {
            var flow = lab.opened.take();
            peer.getOutputStream().write(random(5, 4_000_000));
            finish(peer);
            for (var before = -1L; before != flow.bytesDown() || before == 0; TimeUnit.MILLISECONDS.sleep(200)) {
                before = flow.bytesDown();
            }
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(random(5, 4_000_000));
        }
    }

    @Test
    void theOwnListenerIsNeverDialled() throws Exception {
        try (var server = server();
                var lab = lab(early(PASS), server)) {
            lab.destination = lab.address();
            assertThatThrownBy(() -> ask(lab)).isInstanceOf(SocketException.class);
            assertThat(lab.end().end().reason()).isEqualTo(CloseReason.INTERNAL_ERROR);
        }
    }

    @Test
    void closingFromOutsideResetsBothSides() throws Exception {
        try (var server = server();
                var lab = lab(early(PASS), server);
                var client = lab.connect();
                var peer = accept(server)) {
            client.getOutputStream().write(1);
            peer.getInputStream().read();
            lab.closer.close(CloseReason.CLOSED_BY_USER);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> peer.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThat(lab.end().end().reason()).isEqualTo(CloseReason.CLOSED_BY_USER);
        }
    }

    /** A reset may come while we connect, write or read. */
    private static void ask(FlowLab lab) throws IOException {
        try (var client = lab.connect()) {
            client.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
            if (client.getInputStream().read() == -1) {
                throw new IOException("an orderly end instead of a reset");
            }
        }
    }

    static byte[] random(long seed, int length) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void write(Socket socket, long seed, int total) throws IOException {
        var chunk = new byte[64 * 1024];
        var random = new Random(seed);
        for (var left = total; left > 0; left -= chunk.length) {
            random.nextBytes(chunk);
            socket.getOutputStream().write(chunk);
        }
    }

    private static byte[] sha(long seed, int total) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        var chunk = new byte[64 * 1024];
        var random = new Random(seed);
        for (var left = total; left > 0; left -= chunk.length) {
            random.nextBytes(chunk);
            digest.update(chunk);
        }
        return digest.digest();
    }
}
