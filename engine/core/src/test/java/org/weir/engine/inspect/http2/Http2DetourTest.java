package org.weir.engine.inspect.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.weir.engine.inspect.http2.WirePeer.DATA;
import static org.weir.engine.inspect.http2.WirePeer.END_STREAM;
import static org.weir.engine.inspect.http2.WirePeer.GOAWAY;
import static org.weir.engine.inspect.http2.WirePeer.HEADERS;
import static org.weir.engine.inspect.http2.WirePeer.RST_STREAM;
import static org.weir.engine.inspect.http2.WirePeer.SETTINGS;
import static org.weir.engine.inspect.http2.WirePeer.WINDOW_UPDATE;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.weir.engine.flow.Flow;
import org.weir.engine.http.ExchangeObserver;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.ResponseHead;
import org.weir.engine.inspect.TcpTargets;
import org.weir.engine.relay.Dialer;

/** Streams that a rule sends to another server, which speaks HTTP/1.1: everything below {@code /m}. */
@Timeout(30)
class Http2DetourTest implements HttpPolicy, ExchangeObserver {
    private static final List<HttpPolicy.Change> CHANGE = List.of(new HttpPolicy.Change("r1", "mapped"));

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final ExecutorService names = Executors.newVirtualThreadPerTaskExecutor();
    private ServerSocket listener;
    private ServerSocket other;
    private int port;
    private Http2Lab lab;
    private WirePeer client;
    private WirePeer server;

    @BeforeEach
    void start() throws Exception {
        listener = Http2Lab.server();
        other = Http2Lab.server();
        port = other.getLocalPort();
        lab = new Http2Lab(
                (InetSocketAddress) listener.getLocalSocketAddress(),
                null,
                this,
                this,
                new TcpTargets(new Dialer(_ -> false), names));
        client = lab.connect();
        server = WirePeer.accept(listener);
        client.hello();
        server.welcome();
        client.next(SETTINGS);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        server.close();
        lab.close();
        listener.close();
        other.close();
        names.shutdownNow();
    }

    @Override
    public RequestPlan request(Flow flow, RequestHead head) {
        if (!head.path().startsWith("/m")) {
            return RequestPlan.forward(head);
        }
        var target = new Target("http", "localhost", port);
        return new RequestPlan.Forward(head, head.path().equals("/m-edited") ? Twice::new : null, target, CHANGE);
    }

    @Override
    public ResponsePlan response(Flow flow, RequestHead request, ResponseHead head) {
        return request.path().equals("/m-edited")
                ? new ResponsePlan(head, Twice::new, CHANGE)
                : ResponsePlan.forward(head);
    }

    /** Everything twice. */
    private static final class Twice implements BodyEditor {
        @Override
        public List<ByteBuffer> feed(ByteBuffer bytes) {
            return List.of(bytes.duplicate(), bytes.duplicate());
        }

        @Override
        public List<ByteBuffer> finish() {
            return List.of();
        }

        @Override
        public void close() {}
    }

    @Override
    public Recorder begin(Flow flow, RequestHead sent, List<HttpPolicy.Change> changes) {
        if (!sent.path().startsWith("/m")) {
            return Recorder.NONE;
        }
        heard.add("begin " + sent.url() + " " + changes.getFirst().what());
        return new Recorder() {
            @Override
            public void requestEnd(Headers trailers) {
                heard.add("up end");
            }

            @Override
            public void response(ResponseHead head, List<HttpPolicy.Change> changes) {
                heard.add("response " + head.version().word() + " " + head.status());
            }

            @Override
            public void responseBody(ByteBuffer bytes) {
                heard.add("down " + ISO_8859_1.decode(bytes));
            }

            @Override
            public void end(Headers trailers) {
                heard.add("end");
            }

            @Override
            public void aborted(String why) {
                heard.add("aborted " + why);
            }
        };
    }

    @Test
    void theOtherServerIsAskedInHttp1AndTheOwnOneHearsNothing() throws Exception {
        client.headers(
                1,
                true,
                ":method",
                "GET",
                ":scheme",
                "http",
                ":authority",
                "www.example.test",
                ":path",
                "/m?q=1",
                "accept",
                "*/*",
                "cookie",
                "a=1",
                "cookie",
                "b=2",
                "te",
                "trailers");
        try (var target = accept()) {
            assertThat(head(target))
                    .isEqualTo(lines(
                            "GET /m?q=1 HTTP/1.1",
                            "Host: www.example.test",
                            "accept: */*",
                            "Cookie: a=1; b=2",
                            "Connection: close",
                            "",
                            ""));
            write(
                    target,
                    "HTTP/1.1 200 Fine\r\nContent-Length: 5\r\nX-Hop: 1\r\nX-Stays: 2\r\nConnection: x-hop\r\n\r\nhello");
            var head = client.next(HEADERS);
            assertThat(head.fields().status()).hasToString("200");
            assertThat(head.fields().get("content-length")).hasToString("5");
            assertThat(head.fields().get("x-stays")).hasToString("2");
            assertThat(head.fields().contains("x-hop")).isFalse();
            assertThat(head.fields().contains("connection")).isFalse();
            assertThat(body()).isEqualTo("hello");
            assertThat(target.getInputStream().read()).isEqualTo(-1);
        }
        client.get(3, "/own");
        assertThat(server.next(HEADERS).stream()).isEqualTo(3);
        assertThat(heard)
                .containsExactly(
                        "begin http://www.example.test/m?q=1 mapped",
                        "up end",
                        "response HTTP/1.1 200",
                        "down hello",
                        "end");
    }

    @Test
    void aBodyOfUnknownLengthGoesInChunksWithItsTrailers() throws Exception {
        client.post(1, "/m").data(1, false, "abc");
        try (var target = accept()) {
            assertThat(head(target)).contains("Transfer-Encoding: chunked\r\n");
            assertThat(read(target, "3\r\nabc\r\n".length())).isEqualTo("3\r\nabc\r\n");
            client.data(1, false, "de").headers(1, true, "x-t", "1");
            var rest = "2\r\nde\r\n0\r\nx-t: 1\r\n\r\n";
            assertThat(read(target, rest.length())).isEqualTo(rest);
            write(
                    target,
                    lines(
                            "HTTP/1.1 100 Continue",
                            "",
                            "HTTP/1.1 200 OK",
                            "Transfer-Encoding: chunked",
                            "",
                            "2",
                            "hi",
                            "0",
                            "x-r: 2",
                            "",
                            ""));
            assertThat(client.next(HEADERS).fields().status()).hasToString("100");
            assertThat(client.next(HEADERS).fields().contains("transfer-encoding"))
                    .isFalse();
            assertThat(client.next(DATA).text()).isEqualTo("hi");
            var trailers = client.next(HEADERS);
            assertThat(trailers.fields().get("x-r")).hasToString("2");
            assertThat(trailers.has(END_STREAM)).isTrue();
        }
    }

    @Test
    void aBodyOfKnownLengthStaysAsItIs() throws Exception {
        client.headers(
                        1,
                        false,
                        ":method",
                        "PUT",
                        ":scheme",
                        "http",
                        ":authority",
                        "h",
                        ":path",
                        "/m",
                        "content-length",
                        "4")
                .data(1, false, "ab")
                .data(1, true, "cd");
        try (var target = accept()) {
            assertThat(head(target)).contains("Content-Length: 4\r\n").doesNotContain("chunked");
            assertThat(read(target, 4)).isEqualTo("abcd");
            write(target, "HTTP/1.1 204 No Content\r\n\r\n");
            var head = client.next(HEADERS);
            assertThat(head.fields().status()).hasToString("204");
            assertThat(head.has(END_STREAM)).isTrue();
        }
    }

    @Test
    void aResponseThatEndsWithItsConnectionIsComplete() throws Exception {
        client.get(1, "/m");
        try (var target = accept()) {
            head(target);
            write(target, "HTTP/1.0 200 OK\r\n\r\nall there is");
        }
        assertThat(body()).isEqualTo("all there is");
    }

    @Test
    void bothBodiesAreEdited() throws Exception {
        client.headers(
                        1,
                        false,
                        ":method",
                        "POST",
                        ":scheme",
                        "http",
                        ":authority",
                        "h",
                        ":path",
                        "/m-edited",
                        "content-length",
                        "2")
                .data(1, true, "ab");
        try (var target = accept()) {
            assertThat(head(target)).doesNotContainIgnoringCase("content-length");
            assertThat(read(target, 19)).isEqualTo("2\r\nab\r\n2\r\nab\r\n0\r\n\r\n");
            write(target, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
            assertThat(client.next(HEADERS).fields().contains("content-length")).isFalse();
            assertThat(body()).isEqualTo("xx");
        }
    }

    @Test
    void whoIsNotReachedIsAnsweredWith502() throws Exception {
        other.close();
        client.post(1, "/m").data(1, false, "unread");
        assertThat(client.next(HEADERS).fields().status()).hasToString("502");
        assertThat(body()).startsWith("502 Bad Gateway: localhost:" + port + ": ");
        client.data(1, true, "").get(3, "/own");
        assertThat(server.next(HEADERS).stream()).isEqualTo(3);
    }

    @Test
    void aTargetThatEndsWithoutAnAnswerIs502() throws Exception {
        client.get(1, "/m");
        try (var target = accept()) {
            head(target);
        }
        assertThat(client.next(HEADERS).fields().status()).hasToString("502");
        assertThat(body()).isEqualTo("502 Bad Gateway: the server closed the connection\n");
    }

    @Test
    void anAmbiguousResponseIs502() throws Exception {
        client.get(1, "/m");
        try (var target = accept()) {
            head(target);
            write(target, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n");
            assertThat(client.next(HEADERS).fields().status()).hasToString("502");
        }
    }

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

    private static String lines(String... lines) {
        return String.join("\r\n", lines);
    }

    private Socket accept() throws IOException {
        var target = other.accept();
        target.setSoTimeout(10_000);
        return target;
    }

    private String body() throws Exception {
        var text = new StringBuilder();
        while (true) {
            var frame = client.next(DATA);
            text.append(frame.text());
            if (frame.has(END_STREAM)) {
                return text.toString();
            }
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

    private static boolean endOf(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketException e) {
            return true;
        }
    }

    private static String head(Socket socket) throws IOException {
        var text = new StringBuilder();
        while (!text.toString().endsWith("\r\n\r\n")) {
            var c = socket.getInputStream().read();
            if (c < 0) {
                throw new AssertionError("no whole head: " + text);
            }
            text.append((char) c);
        }
        return text.toString();
    }

    private static String read(Socket socket, int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), ISO_8859_1);
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }
}
