package org.weir.engine.inspect.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weir.engine.inspect.http2.WirePeer.DATA;
import static org.weir.engine.inspect.http2.WirePeer.GOAWAY;
import static org.weir.engine.inspect.http2.WirePeer.HEADERS;
import static org.weir.engine.inspect.http2.WirePeer.RST_STREAM;
import static org.weir.engine.inspect.http2.WirePeer.WINDOW_UPDATE;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stream to another server that breaks off, ends, or is not read: what that means for the others. */
@Timeout(30)
class Http2DetourEndsTest extends DetourFixture {
    @Test
    void aTargetThatBreaksOffResetsItsStreamOnly() throws Exception {
        client.get(1, "/m").get(3, "/own");
        server.next(HEADERS);
        try (var target = accept()) {
            head(target);
            write(target, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\npart");
            assertThat(client.next(DATA).text()).isEqualTo("part");
        }
        var reset = client.next(RST_STREAM);
        assertThat(reset.stream()).isEqualTo(1);
        assertThat(reset.number()).isEqualTo(2);
        server.headers(3, true, ":status", "200");
        assertThat(client.next(HEADERS).stream()).isEqualTo(3);
        assertThat(heard).endsWith("aborted the server ended in the middle of the response");
    }

    @Test
    void aResetOfTheClientEndsTheOtherConnection() throws Exception {
        client.post(1, "/m");
        try (var target = accept()) {
            head(target);
            client.number(RST_STREAM, 1, 8);
            assertThat(endOf(target)).isTrue();
        }
        assertThat(heard.poll(10, TimeUnit.SECONDS)).startsWith("begin");
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("aborted the app reset the stream: CANCEL");
    }

    @Test
    void theEndOfTheClientEndsTheOtherConnection() throws Exception {
        client.post(1, "/m");
        try (var target = accept()) {
            head(target);
            client.socket.setSoLinger(true, 0);
            client.close();
            assertThat(endOf(target)).isTrue();
        }
    }

    @Test
    void aClientThatDoesNotReadStopsTheOtherServer() throws Exception {
        client.get(1, "/m");
        try (var target = accept()) {
            head(target);
            write(target, "HTTP/1.1 200 OK\r\n\r\n");
            // The client's window is 64 KiB; the rest is ours to hold, and the kernels'.
            var sent = stuffed(target);
            assertThat(sent).isLessThan(40_000_000);
        }
    }

    @Test
    void aTargetThatDoesNotReadStopsTheClient() throws Exception {
        client.post(1, "/m");
        try (var target = accept()) {
            head(target);
            var sent = 0L;
            var window = 1 << 20;
            var part = new byte[16_384];
            client.socket.setSoTimeout(1_000);
            while (window >= part.length && sent < 100_000_000) {
                client.data(1, false, part);
                sent += part.length;
                window -= part.length;
                if (window < part.length) {
                    window += granted(1);
                }
            }
            assertThat(sent).isLessThan(100_000_000);
        }
    }

    @Test
    void theOwnServersEndWaitsForTheOtherServersResponse() throws Exception {
        client.get(1, "/m");
        try (var target = accept()) {
            head(target);
            write(target, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab");
            assertThat(client.next(DATA).text()).isEqualTo("ab");
            server.goAway(0, 0);
            assertThat(client.next(GOAWAY).number()).isEqualTo(1);
            server.close();
            write(target, "cd");
            assertThat(client.next(DATA).text()).isEqualTo("cd");
        }
        client.untilEnd();
    }

    private static boolean endOf(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketException e) {
            return true;
        }
    }

    /** What the server allows for that stream until it says nothing for a second. */
    private int granted(int stream) throws Exception {
        var total = 0;
        try {
            while (total < 1 << 19) {
                var update = client.next(WINDOW_UPDATE);
                total += update.stream() == stream ? update.number() : 0;
            }
        } catch (java.net.SocketTimeoutException e) {
            return total;
        }
        return total;
    }

    /** How much a socket takes before it takes nothing for a second. */
    private static long stuffed(Socket to) throws Exception {
        var sent = new java.util.concurrent.atomic.AtomicLong();
        var writer = Thread.ofVirtual().start(() -> {
            try {
                for (var part = new byte[65_536]; sent.get() < 100_000_000; sent.addAndGet(part.length)) {
                    to.getOutputStream().write(part);
                }
            } catch (IOException e) {
                // The test is over.
            }
        });
        for (var before = -1L; before != sent.get(); ) {
            before = sent.get();
            if (writer.join(java.time.Duration.ofSeconds(1))) {
                break;
            }
        }
        return sent.get();
    }
}
