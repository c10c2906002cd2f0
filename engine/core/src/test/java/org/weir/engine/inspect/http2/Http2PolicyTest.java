package org.weir.engine.inspect.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weir.engine.inspect.http2.WirePeer.DATA;
import static org.weir.engine.inspect.http2.WirePeer.END_STREAM;
import static org.weir.engine.inspect.http2.WirePeer.HEADERS;
import static org.weir.engine.inspect.http2.WirePeer.RST_STREAM;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.engine.flow.Flow;
import org.weir.engine.http.ExchangeObserver;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.ResponseHead;

/** What rules do to streams, and what observers hear of them. */
@Timeout(30)
class Http2PolicyTest extends Http2Fixture implements HttpPolicy, ExchangeObserver {
    private static final List<HttpPolicy.Change> CHANGE = List.of(new HttpPolicy.Change("r1", "a change"));

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @Override
    Http2Lab lab(InetSocketAddress upstream) throws Exception {
        return new Http2Lab(upstream, null, this, this);
    }

    @BeforeEach
    void start() throws Exception {
        greet();
    }

    @Override
    public RequestPlan request(Flow flow, RequestHead head) {
        return switch (head.path()) {
            case "/changed" ->
                new RequestPlan.Forward(
                        head.withHeaders(head.headers().with("X-Added", "1").without("x-gone")), null, null, CHANGE);
            case "/euro" ->
                new RequestPlan.Forward(head.withHeaders(head.headers().plus("x-euro", "\u20ac")), null, null, CHANGE);
            case "/edited" -> new RequestPlan.Forward(head, Upper::new, null, CHANGE);
            case "/answered" ->
                new RequestPlan.Answer(
                        new ResponseHead(RequestHead.Version.HTTP_2, 418, "", Headers.of("Content-Type", "text/plain")),
                        ByteBuffer.wrap("ours".getBytes(StandardCharsets.US_ASCII))
                                .asReadOnlyBuffer(),
                        CHANGE);
            case "/blocked" -> new RequestPlan.Block(CHANGE);
            case "/elsewhere" -> new RequestPlan.Forward(head, null, new Target("https", "other.test", 443), CHANGE);
            default -> RequestPlan.forward(head);
        };
    }

    @Override
    public ResponsePlan response(Flow flow, RequestHead request, ResponseHead head) {
        return switch (request.path()) {
            case "/changed" ->
                // What the app said, and nothing of what became of it.
                new ResponsePlan(
                        head.withHeaders(head.headers()
                                .plus(
                                        "X-Seen",
                                        request.headers().first("x-gone").orElse("-")
                                                + request.headers().has("X-Added"))),
                        null,
                        CHANGE);
            case "/edited" -> new ResponsePlan(head, Upper::new, CHANGE);
            default -> ResponsePlan.forward(head);
        };
    }

    /** Upper case, one byte late, with an exclamation mark at the end; fails at a hash. */
    private static final class Upper implements BodyEditor {
        private final StringBuilder kept = new StringBuilder();

        @Override
        public List<ByteBuffer> feed(ByteBuffer bytes) throws BodyEditException {
            kept.append(StandardCharsets.ISO_8859_1.decode(bytes));
            if (kept.indexOf("#") >= 0) {
                throw new BodyEditException("a hash");
            }
            var out = kept.substring(0, kept.length() - 1);
            kept.delete(0, out.length());
            return out.isEmpty() ? List.of() : List.of(upper(out));
        }

        @Override
        public List<ByteBuffer> finish() {
            return List.of(upper(kept + "!"));
        }

        @Override
        public void close() {}

        private static ByteBuffer upper(String text) {
            return ByteBuffer.wrap(text.toUpperCase(java.util.Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    @Override
    public Recorder begin(Flow flow, RequestHead sent, List<HttpPolicy.Change> changes) {
        heard.add("begin " + sent.method() + " " + sent.url() + " " + changes.size());
        return new Recorder() {
            @Override
            public void requestBody(ByteBuffer bytes) {
                heard.add("up " + StandardCharsets.ISO_8859_1.decode(bytes));
            }

            @Override
            public void requestEnd(Headers trailers) {
                heard.add("up end " + trailers);
            }

            @Override
            public void informational(ResponseHead head) {
                heard.add("informational " + head.status());
            }

            @Override
            public void response(ResponseHead head, List<HttpPolicy.Change> changes) {
                heard.add("response " + head.status() + " " + changes.size());
            }

            @Override
            public void responseBody(ByteBuffer bytes) {
                heard.add("down " + StandardCharsets.ISO_8859_1.decode(bytes));
            }

            @Override
            public void end(Headers trailers) {
                heard.add("end " + trailers);
            }

            @Override
            public void aborted(String why) {
                heard.add("aborted " + why);
            }
        };
    }

    private List<String> heard(int count) throws InterruptedException {
        var all = new ArrayList<String>();
        for (var i = 0; i < count; i++) {
            all.add(heard.poll(10, TimeUnit.SECONDS));
        }
        return all;
    }

    @Test
    void anUntouchedExchangeIsObserved() throws Exception {
        client.post(1, "/plain").data(1, false, "a").headers(1, true, "x-t", "1");
        server.next(HEADERS);
        server.next(DATA);
        server.headers(1, false, ":status", "103")
                .headers(1, false, ":status", "200")
                .data(1, true, "b");
        client.next(DATA);
        assertThat(heard(7))
                .containsExactly(
                        "begin POST http://localhost/plain 0",
                        "up a",
                        "up end [Field[name=x-t, value=1]]",
                        "informational 103",
                        "response 200 0",
                        "down b",
                        "end []");
    }

    @Test
    void headsAreChanged() throws Exception {
        client.get(1, "/changed", "x-gone", "1", "x-stays", "1");
        var request = server.next(HEADERS).fields();
        assertThat(request.get("x-added").toString()).isEqualTo("1");
        assertThat(request.get("x-stays").toString()).isEqualTo("1");
        assertThat(request.contains("x-gone")).isFalse();
        assertThat(request.authority().toString()).isEqualTo("localhost");
        server.headers(1, true, ":status", "200");
        assertThat(client.next(HEADERS).fields().get("x-seen").toString()).isEqualTo("1false");
        assertThat(heard(2).get(0)).isEqualTo("begin GET http://localhost/changed 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/plain", "/changed"})
    void octetsOfValuesStayAsTheyAre(String path) throws Exception {
        var octets = IntStream.rangeClosed(0x80, 0xff)
                .mapToObj(c -> String.valueOf((char) c))
                .collect(Collectors.joining("", "a\tb", "~"));
        client.request(1, true, "GET", "h", path, "x-octets", octets);
        assertThat(server.next(HEADERS).fields().get("x-octets")).hasToString(octets);
        server.headers(1, true, ":status", "200", "x-octets", octets);
        assertThat(client.next(HEADERS).fields().get("x-octets")).hasToString(octets);
    }

    @Test
    void whatARuleBringsBeyondLatin1GoesAsUtf8() throws Exception {
        client.get(1, "/euro");
        assertThat(server.next(HEADERS).fields().get("x-euro")).hasToString("\u00e2\u0082\u00ac");
    }

    @Test
    void bodiesAreEditedAndLengthsDropped() throws Exception {
        client.post(1, "/edited", "content-length", "6").data(1, false, "abc").data(1, true, "def");
        assertThat(server.next(HEADERS).fields().contains("content-length")).isFalse();
        assertThat(body(server)).isEqualTo("ABCDEF!");
        server.headers(1, false, ":status", "200", "content-length", "2")
                .data(1, false, "x")
                .data(1, true, "y");
        assertThat(client.next(HEADERS).fields().contains("content-length")).isFalse();
        assertThat(body(client)).isEqualTo("XY!");
    }

    @Test
    void anEditedBodyEndsBeforeItsTrailers() throws Exception {
        client.get(1, "/edited");
        server.next(HEADERS);
        server.headers(1, false, ":status", "200").data(1, false, "xy").headers(1, true, "x-t", "1");
        client.next(HEADERS);
        assertThat(client.next(HEADERS).fields().get("x-t").toString()).isEqualTo("1");
        assertThat(client.seen.stream()
                        .filter(frame -> frame.type() == DATA)
                        .map(WirePeer.Frame::text)
                        .collect(java.util.stream.Collectors.joining()))
                .isEqualTo("XY!");
    }

    @Test
    void aBodyThatCannotBeEditedResetsBothStreams() throws Exception {
        client.get(1, "/edited");
        server.next(HEADERS);
        server.headers(1, false, ":status", "200").data(1, false, "a#");
        assertThat(client.next(RST_STREAM).number()).isEqualTo(2);
        assertThat(server.next(RST_STREAM).number()).isEqualTo(2);
    }

    @Test
    void answersComeFromUs() throws Exception {
        client.post(1, "/answered").data(1, false, "unread").data(1, true, "");
        var head = client.next(HEADERS);
        assertThat(head.fields().status().toString()).isEqualTo("418");
        assertThat(head.fields().get("content-type").toString()).isEqualTo("text/plain");
        var body = client.next(DATA);
        assertThat(body.text()).isEqualTo("ours");
        assertThat(body.has(END_STREAM)).isTrue();
        client.get(3, "/next");
        assertThat(server.next(HEADERS).stream()).isEqualTo(3);
        assertThat(heard(4))
                .containsExactly("begin POST http://localhost/answered 1", "response 418 0", "down ours", "end []");
    }

    @Test
    void blockedRequestsAreResetAndTheServerHearsNothing() throws Exception {
        client.get(1, "/blocked").get(3, "/next");
        assertThat(client.next(RST_STREAM).stream()).isEqualTo(1);
        assertThat(server.next(HEADERS).stream()).isEqualTo(3);
        assertThat(heard(1)).containsExactly("begin GET http://localhost/blocked 1");
    }

    @Test
    void requestsForAnotherServerGet502() throws Exception {
        client.get(1, "/elsewhere");
        assertThat(client.next(HEADERS).fields().status().toString()).isEqualTo("502");
    }

    @Test
    void resetExchangesAreAborted() throws Exception {
        client.post(1, "/a");
        server.next(HEADERS);
        client.number(RST_STREAM, 1, 8);
        server.next(RST_STREAM);
        assertThat(heard(2).get(1)).isEqualTo("aborted the app reset the stream: CANCEL");
    }
}
