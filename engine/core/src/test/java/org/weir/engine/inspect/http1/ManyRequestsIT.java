package org.weir.engine.inspect.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.inspect.TargetDialer;
import org.weir.engine.inspect.raw.ConversationLab;

/** A million requests over one connection, in batches that are pipelined. */
class ManyRequestsIT {
    private static final int BATCH = 100;
    private static final int BATCHES = 10_000;
    private static final byte[] REQUEST =
            "GET /path?q=1 HTTP/1.1\r\nHost: h\r\nAccept: */*\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RESPONSE =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

    @Test
    void memoryStaysWhereItIs() throws Exception {
        var ends = new java.util.concurrent.atomic.AtomicInteger();
        var conversation = new Http1Conversation(
                HttpPolicy.NONE,
                (_, _, _) -> new org.weir.engine.http.ExchangeObserver.Recorder() {
                    @Override
                    public void end(org.weir.engine.http.Headers trailers) {
                        ends.incrementAndGet();
                    }
                },
                TargetDialer.NONE);
        try (var server = ConversationLab.server();
                var lab = new ConversationLab(conversation, (InetSocketAddress) server.getLocalSocketAddress());
                var client = lab.connect();
                var peer = ConversationLab.accept(server)) {
            var answering = CompletableFuture.runAsync(() -> answer(peer));
            var before = 0L;
            for (var i = 0; i < BATCHES; i++) {
                client.getOutputStream().write(repeated(REQUEST));
                assertThat(client.getInputStream().readNBytes(BATCH * RESPONSE.length))
                        .hasSize(BATCH * RESPONSE.length);
                if (i == BATCHES / 10) {
                    before = used();
                }
            }
            assertThat(used() - before).isLessThan(8_000_000);
            client.shutdownOutput();
            answering.join();
            assertThat(ends).hasValue(BATCH * BATCHES);
        }
    }

    private static void answer(Socket peer) {
        try {
            var responses = repeated(RESPONSE);
            while (peer.getInputStream().readNBytes(BATCH * REQUEST.length).length > 0) {
                peer.getOutputStream().write(responses);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] repeated(byte[] one) {
        var all = new byte[BATCH * one.length];
        for (var i = 0; i < BATCH; i++) {
            System.arraycopy(one, 0, all, i * one.length, one.length);
        }
        return all;
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
