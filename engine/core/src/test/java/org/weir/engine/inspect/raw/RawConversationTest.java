package org.weir.engine.inspect.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weir.engine.flow.CloseReason;

class RawConversationTest {
    private ServerSocket server;
    private ConversationLab lab;

    @BeforeEach
    void open() throws Exception {
        server = ConversationLab.server();
        lab = new ConversationLab(new RawConversation(), (InetSocketAddress) server.getLocalSocketAddress());
    }

    @AfterEach
    void close() throws IOException {
        lab.close();
        server.close();
    }

    @Test
    void bytesPassBothWaysAndAreCounted() throws Exception {
        var sent = new byte[3_000_000];
        new Random(1).nextBytes(sent);
        try (var client = lab.connect();
                var peer = ConversationLab.accept(server)) {
            var received = CompletableFuture.supplyAsync(() -> readAll(peer));
            client.getOutputStream().write(sent);
            client.shutdownOutput();
            assertThat(received.get(10, TimeUnit.SECONDS)).isEqualTo(sent);
            peer.getOutputStream().write(sent, 0, 100);
            peer.shutdownOutput();
            assertThat(readAll(client)).hasSize(100);
            assertThat(lab.end()).isEqualTo(CloseReason.CLIENT_CLOSED);
            var flow = lab.flows.remove();
            assertThat(flow.bytesUp()).isEqualTo(sent.length);
            assertThat(flow.bytesDown()).isEqualTo(100);
        }
    }

    @Test
    void aResetIsMirrored() throws Exception {
        try (var client = lab.connect();
                var peer = ConversationLab.accept(server)) {
            client.getOutputStream().write(1);
            assertThat(peer.getInputStream().read()).isEqualTo(1);
            peer.setSoLinger(true, 0);
            ConversationLab.finish(peer);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThat(lab.end()).isEqualTo(CloseReason.SERVER_RESET);
        }
    }

    @Test
    void aSideIsReadOnlyWhileTheOtherTakes() throws Exception {
        try (var client = lab.connect();
                var peer = ConversationLab.accept(server)) {
            peer.setReceiveBufferSize(8 * 1024);
            var writer = CompletableFuture.supplyAsync(() -> writeUntilBlocked(client));
            // The peer reads nothing: what fits is socket buffers and our queue, not 200 MB.
            assertThat(writer.isDone()).isFalse();
            var flow = lab.flows.take();
            org.awaitility.Awaitility.await()
                    .during(500, TimeUnit.MILLISECONDS)
                    .atMost(20, TimeUnit.SECONDS)
                    .until(new Steady(flow)::steady);
            assertThat(flow.bytesUp()).isLessThan(50_000_000);
            ConversationLab.finish(client);
            ConversationLab.finish(peer);
        }
    }

    private static int writeUntilBlocked(java.net.Socket socket) {
        try {
            for (var i = 0; i < 200; i++) {
                socket.getOutputStream().write(new byte[1_000_000]);
            }
        } catch (IOException e) {
            return 0;
        }
        return 200;
    }

    private static byte[] readAll(java.net.Socket socket) {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static final class Steady {
        private final org.weir.engine.flow.Flow flow;
        private long seen = -1;

        Steady(org.weir.engine.flow.Flow flow) {
            this.flow = flow;
        }

        boolean steady() {
            var before = seen;
            seen = flow.bytesUp();
            return seen == before && seen > 0;
        }
    }
}
