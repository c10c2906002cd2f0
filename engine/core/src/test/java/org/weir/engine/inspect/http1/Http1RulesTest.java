package org.weir.engine.inspect.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Flow;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.http.HttpPolicy.Change;
import org.weir.engine.http.HttpPolicy.RequestPlan;
import org.weir.engine.http.HttpPolicy.ResponsePlan;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.ResponseHead;

/** What rules change of messages, and what they answer themselves. */
@SuppressWarnings("StringConcatToTextBlock") // Line ends are CR LF and are to be seen.
class Http1RulesTest {
    private static final List<Change> CHANGED = List.of(new Change("r1", "test"));

    private final Log log = new Log();
    private FakeStage stage;

    @AfterEach
    void nothingLeaks() {
        stage.finish();
    }

    @Test
    void headersAreChangedAndFramingIsKept() {
        stage = new FakeStage(
                rules(
                        head -> new RequestPlan.Forward(
                                head.withHeaders(head.headers()
                                        .with("X-Test", "1\r\nEvil: 2")
                                        .without("Content-Length")),
                                null,
                                null,
                                CHANGED),
                        head -> new ResponsePlan(
                                head.withHeaders(head.headers().with("Server", "weir")), null, CHANGED)),
                log);
        stage.ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\naGET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
        stage.answer("HTTP/1.1 200 Fine\r\nserver: x\r\nContent-Length: 1\r\n\r\nbHTTP/1.1 204 No\r\n\r\n");
        assertThat(stage.upstream.sent)
                .hasToString("POST / HTTP/1.1\r\nHost: h\r\nX-Test: 1  Evil: 2\r\nContent-Length: 1\r\n\r\na"
                        + "GET /2 HTTP/1.1\r\nHost: h\r\nX-Test: 1  Evil: 2\r\n\r\n");
        assertThat(stage.client.sent)
                .hasToString("HTTP/1.1 200 Fine\r\nserver: weir\r\nContent-Length: 1\r\n\r\nb"
                        + "HTTP/1.1 204 No\r\nServer: weir\r\n\r\n");
        assertThat(log.lines).contains("1 begin POST https://h/ [test]", "1 response 200 [test]");
    }

    @Test
    void rulesForTheResponseSeeTheRequestOfTheApp() {
        var seen = new ArrayList<RequestHead>();
        stage = new FakeStage(
                new HttpPolicy() {
                    @Override
                    public RequestPlan request(Flow flow, RequestHead head) {
                        var changed = head.withHeaders(head.headers().with("Host", "other"));
                        return new RequestPlan.Forward(changed, null, null, CHANGED);
                    }

                    @Override
                    public ResponsePlan response(Flow flow, RequestHead request, ResponseHead head) {
                        seen.add(request);
                        return ResponsePlan.forward(head);
                    }
                },
                log);
        stage.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        stage.answer("HTTP/1.1 204 No\r\n\r\n");
        assertThat(stage.upstream.sent).hasToString("GET / HTTP/1.1\r\nHost: other\r\n\r\n");
        assertThat(seen)
                .singleElement()
                .satisfies(
                        request -> assertThat(request.headers().first("Host")).contains("h"));
    }

    @Test
    void bodiesAreEditedAsTheyStream() {
        stage = new FakeStage(
                rules(
                        head -> new RequestPlan.Forward(head, Upper::new, null, CHANGED),
                        head -> new ResponsePlan(head, Upper::new, CHANGED)),
                log);
        stage.ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nab");
        stage.ask("cd");
        stage.answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nETag: 1\r\n\r\n2\r\nxy\r\n");
        stage.answer("1\r\nz\r\n0\r\nT: 1\r\n\r\n");
        assertThat(stage.upstream.sent)
                .hasToString("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "2\r\nAB\r\n2\r\nCD\r\n1\r\n.\r\n0\r\n\r\n");
        assertThat(stage.client.sent)
                .hasToString("HTTP/1.1 200 OK\r\nETag: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "2\r\nXY\r\n1\r\nZ\r\n1\r\n.\r\n0\r\nT: 1\r\n\r\n");
        assertThat(log.lines).contains("1 sends ABCD.", "1 gets XYZ.");
    }

    @Test
    void forAnHttp10ClientAnEditedBodyEndsTheConnection() {
        stage = new FakeStage(rules(RequestPlan::forward, head -> new ResponsePlan(head, Upper::new, CHANGED)), log);
        stage.ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        stage.answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nab");
        assertThat(stage.client.sent).hasToString("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nAB.");
        assertThat(stage.left).isTrue();
        assertThat(log.lines).endsWith("1 gets AB.", "1 end");
    }

    @Test
    void aFullClientStopsTheEditing() {
        stage = new FakeStage(rules(RequestPlan::forward, head -> new ResponsePlan(head, Upper::new, CHANGED)), log);
        stage.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        stage.client.full = true;
        stage.answer("HTTP/1.1 200 OK\r\nContent-Length: 40000\r\n\r\n" + "a".repeat(40_000));
        assertThat(stage.upstream.held).isTrue();
        var before = stage.client.sent.length();
        assertThat(before).isLessThan(20_000);
        stage.client.full = false;
        stage.script.writable(stage.client);
        assertThat(stage.client.sent.length()).isGreaterThan(40_000);
        assertThat(stage.upstream.held).isFalse();
        assertThat(log.lines).endsWith("1 end");
    }

    @Test
    void anEditThatFailsResetsBothSides() {
        stage = new FakeStage(rules(RequestPlan::forward, head -> new ResponsePlan(head, Broken::new, CHANGED)), log);
        stage.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        stage.answer("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab");
        assertThat(stage.ended).isNotNull();
        assertThat(stage.left).isFalse();
        assertThat(log.lines).endsWith("1 aborted no such coding");
    }

    @Test
    void answersMadeHereKeepTheirTurn() {
        stage = new FakeStage(rules(Http1RulesTest::answerLocal, ResponsePlan::forward), log);
        stage.ask("GET /1 HTTP/1.1\r\nHost: h\r\n\r\n"
                + "POST /local HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
                + "GET /3 HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(stage.client.sent).isEmpty();
        assertThat(stage.upstream.sent)
                .hasToString("GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /3 HTTP/1.1\r\nHost: h\r\n\r\n");
        stage.answer("HTTP/1.1 200 A\r\nContent-Length: 1\r\n\r\n1HTTP/1.1 200 C\r\nContent-Length: 1\r\n\r\n3");
        assertThat(stage.client.sent)
                .hasToString("HTTP/1.1 200 A\r\nContent-Length: 1\r\n\r\n1"
                        + "HTTP/1.1 203 Local\r\nA: b\r\nContent-Length: 4\r\n\r\nhere"
                        + "HTTP/1.1 200 C\r\nContent-Length: 1\r\n\r\n3");
        assertThat(log.lines).contains("2 response 203 [test]", "2 gets here", "2 end", "3 end");
    }

    @Test
    void anAnswerToAClientThatWaitsForContinueEndsTheConnection() {
        stage = new FakeStage(rules(Http1RulesTest::answerLocal, ResponsePlan::forward), log);
        stage.ask("POST /local HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
        assertThat(stage.client.sent.toString())
                .contains("Connection: close\r\n")
                .endsWith("here");
        assertThat(stage.left).isTrue();
        assertThat(log.lines).endsWith("1 end");
    }

    @Test
    void aBlockedRequestResetsWhenItsTurnComes() {
        stage = new FakeStage(
                rules(
                        head -> head.path().equals("/bad") ? new RequestPlan.Block(CHANGED) : RequestPlan.forward(head),
                        ResponsePlan::forward),
                log);
        stage.ask("GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /bad HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(stage.ended).isNull();
        stage.answer("HTTP/1.1 204 A\r\n\r\n");
        assertThat(stage.ended).isEqualTo(CloseReason.BLOCKED);
        assertThat(stage.upstream.sent.toString()).doesNotContain("bad");
        assertThat(log.lines).endsWith("1 end", "2 aborted blocked by a rule");
    }

    @Test
    void rulesAndObserversThatFailChangeNothing() {
        stage = new FakeStage(
                rules(
                        _ -> {
                            throw new IllegalStateException("test");
                        },
                        _ -> {
                            throw new IllegalStateException("test");
                        }),
                (_, _, _) -> {
                    throw new IllegalStateException("test");
                });
        stage.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        stage.answer("HTTP/1.1 204 A\r\n\r\n");
        assertThat(stage.upstream.sent).hasToString("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(stage.client.sent).hasToString("HTTP/1.1 204 A\r\n\r\n");
    }

    private static RequestPlan answerLocal(RequestHead head) {
        return head.path().equals("/local")
                ? new RequestPlan.Answer(
                        new ResponseHead(RequestHead.Version.HTTP_1_1, 203, "Local", Headers.of("A", "b")),
                        ByteBuffer.wrap("here".getBytes(StandardCharsets.US_ASCII)),
                        CHANGED)
                : RequestPlan.forward(head);
    }

    static HttpPolicy rules(
            Function<RequestHead, RequestPlan> requests, Function<ResponseHead, ResponsePlan> responses) {
        return new HttpPolicy() {
            @Override
            public RequestPlan request(Flow flow, RequestHead head) {
                return requests.apply(head);
            }

            @Override
            public ResponsePlan response(Flow flow, RequestHead request, ResponseHead head) {
                return responses.apply(head);
            }
        };
    }

    /** Upper case, and a full stop at the end. */
    static final class Upper implements HttpPolicy.BodyEditor {
        @Override
        public List<ByteBuffer> feed(ByteBuffer bytes) {
            return List.of(octets(Log.text(bytes).toUpperCase(Locale.ROOT)));
        }

        @Override
        public List<ByteBuffer> finish() {
            return List.of(octets("."));
        }

        private static ByteBuffer octets(String text) {
            return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        @Override
        public void close() {}
    }

    private static final class Broken implements HttpPolicy.BodyEditor {
        @Override
        public List<ByteBuffer> feed(ByteBuffer bytes) throws HttpPolicy.BodyEditException {
            throw new HttpPolicy.BodyEditException("no such coding");
        }

        @Override
        public List<ByteBuffer> finish() {
            return List.of();
        }

        @Override
        public void close() {}
    }
}
