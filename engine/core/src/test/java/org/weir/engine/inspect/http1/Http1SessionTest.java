package org.weir.engine.inspect.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
import org.weir.engine.inspect.raw.RawScript;

@SuppressWarnings("StringConcatToTextBlock") // Line ends are CR LF and are to be seen.
class Http1SessionTest {
    private static final List<Change> CHANGED = List.of(new Change("r1", "test"));

    private final Log log = new Log();
    private FakeStage stage = new FakeStage(HttpPolicy.NONE, log);

    @AfterEach
    void nothingLeaks() {
        stage.finish();
    }

    @Test
    void anExchangePassesAndIsObserved() {
        stage.ask("POST /a?b HTTP/1.1\r\nHOST:  h.test:81 \r\ncontent-LENGTH: 3\r\n\r\nabc");
        stage.answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nxy");
        assertThat(stage.upstream.sent)
                .hasToString("POST /a?b HTTP/1.1\r\nHOST:  h.test:81 \r\ncontent-LENGTH: 3\r\n\r\nabc");
        assertThat(stage.client.sent).hasToString("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nxy");
        assertThat(stage.upstream.writes).isEqualTo(1);
        assertThat(stage.client.writes).isEqualTo(1);
        assertThat(log.lines)
                .containsExactly(
                        "1 begin POST https://h.test:81/a?b",
                        "1 sends abc",
                        "1 request-end",
                        "1 response 200",
                        "1 gets xy",
                        "1 end");
    }

    @Test
    void pipelinedRequestsArePairedWithTheirResponses() {
        stage.ask(
                "GET /1 HTTP/1.1\r\nHost: h\r\n\r\nHEAD /2 HTTP/1.1\r\nHost: h\r\n\r\nGET /3 HTTP/1.1\r\nHost: h\r\n\r\n");
        stage.answer("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
        assertThat(log.lines)
                .containsExactly(
                        "1 begin GET https://h/1",
                        "1 request-end",
                        "2 begin HEAD https://h/2",
                        "2 request-end",
                        "3 begin GET https://h/3",
                        "3 request-end",
                        "1 response 304",
                        "1 end",
                        "2 response 200",
                        "2 end",
                        "3 response 204",
                        "3 end");
    }

    @Test
    void chunkedBodiesAreFollowedThroughExtensionsAndTrailers() {
        stage.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        var response = "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"
                + "3;a=b;c=\"x\\\";\"\r\nabc\r\n000A  \r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\n";
        for (var c : response.split("")) {
            stage.answer(c);
        }
        assertThat(stage.client.sent).hasToString(response);
        assertThat(log.lines).endsWith("1 response 200", "1 gets abc0123456789", "1 end [Field[name=X-Sum, value=1]]");
    }

    @Test
    void aResponseWithoutLengthEndsWithTheConnection() {
        stage.ask("GET / HTTP/1.0\r\n\r\n");
        stage.answer("HTTP/1.0 200 OK\r\n\r\nsome");
        stage.answer("thing");
        assertThat(log.lines).doesNotContain("1 end");
        stage.end(stage.upstream);
        assertThat(stage.client.sent).hasToString("HTTP/1.0 200 OK\r\n\r\nsomething");
        assertThat(stage.client.ended).isTrue();
        assertThat(log.lines).endsWith("1 gets something", "1 end");
    }

    @Test
    void aTruncatedResponseIsTruncatedForTheClientTooAndReportedAsAborted() {
        stage.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        stage.answer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
        stage.end(stage.upstream);
        stage.finish();
        assertThat(stage.client.sent.toString()).endsWith("abc");
        assertThat(stage.client.ended).isTrue();
        assertThat(log.lines).endsWith("1 gets abc", "1 aborted the server ended in the middle of the response");
    }

    @Test
    void continueIsPassedOn() {
        stage.ask("PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        stage.answer("HTTP/1.1 100 Continue\r\n\r\n");
        stage.ask("ab");
        stage.answer("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        assertThat(log.lines)
                .containsExactly(
                        "1 begin PUT https://h/",
                        "1 informational 100",
                        "1 sends ab",
                        "1 request-end",
                        "1 informational 103",
                        "1 response 200",
                        "1 end");
    }

    @Test
    void anEarlyAnswerDoesNotEndTheRequest() {
        stage.ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nab");
        stage.answer("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n");
        assertThat(log.lines).doesNotContain("1 end");
        stage.ask("cdGET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(log.lines)
                .containsExactly(
                        "1 begin POST https://h/",
                        "1 sends ab",
                        "1 response 413",
                        "1 sends cd",
                        "1 request-end",
                        "1 end",
                        "2 begin GET https://h/2",
                        "2 request-end");
    }

    @Test
    void absoluteTargetsNameTheirOwnAuthority() {
        stage.ask("GET http://other.test:8080?q HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(log.lines).contains("1 begin GET http://other.test:8080?q");
    }

    @Test
    void connectIsHeldUntilItsAnswerAndThenRelayedRaw() {
        stage.ask("CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\nhello");
        assertThat(stage.upstream.sent.toString()).endsWith("\r\n\r\n");
        assertThat(stage.client.held).isTrue();
        stage.answer("HTTP/1.1 200 Connection established\r\n\r\nserver bytes");
        assertThat(stage.upstream.sent.toString()).endsWith("\r\n\r\nhello");
        assertThat(stage.client.sent.toString()).endsWith("\r\n\r\nserver bytes");
        assertThat(stage.client.held).isFalse();
        stage.ask("GARBAGE\0").answer("\0\0");
        stage.end(stage.client);
        assertThat(stage.upstream.sent.toString()).endsWith("helloGARBAGE\0");
        assertThat(stage.upstream.ended).isTrue();
        assertThat(log.lines)
                .containsExactly("1 begin CONNECT https://h:443", "1 request-end", "1 response 200", "1 end");
    }

    @Test
    void aRefusedUpgradeStaysHttp() {
        stage.ask("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n");
        stage.ask("GET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(log.lines).doesNotContain("2 begin GET https://h/2");
        stage.answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        assertThat(log.lines).contains("1 end", "2 begin GET https://h/2");
        assertThat(stage.client.held).isFalse();
    }

    @Test
    void anyUpgradeIsRelayedRaw() {
        stage.ask("GET / HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: custom\r\n\r\n");
        stage.answer("HTTP/1.1 101 Switching Protocols\r\nUpgrade: custom\r\nConnection: upgrade\r\n\r\n\1\2");
        stage.ask("\3\4");
        assertThat(stage.client.sent.toString()).endsWith("\r\n\r\n\1\2");
        assertThat(stage.upstream.sent.toString()).endsWith("\r\n\r\n\3\4");
        assertThat(log.lines).endsWith("1 response 101", "1 end");
    }

    @Test
    void whatIsNoHttpIsRelayedFromTheFirstByte() {
        for (var opening : List.of(
                "\u0016\u0003\u0001",
                "\u0005\u0001\0",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "EHLO x\r\n",
                "get / HTTP/1.1\r\n",
                "GET /\r\n",
                "\0")) {
            stage = new FakeStage(HttpPolicy.NONE, log);
            stage.ask(opening);
            assertThat(stage.upstream.sent).hasToString(opening);
            stage.answer("anything");
            assertThat(stage.client.sent).hasToString("anything");
            stage.finish();
        }
        assertThat(log.lines).isEmpty();
    }

    @Test
    void aFirstLineThatStopsIsRelayedAfterAWhileOrWhenTheServerSpeaks() {
        stage.ask("HELLO");
        assertThat(stage.upstream.sent).isEmpty();
        stage.timers.getFirst().run();
        assertThat(stage.upstream.sent).hasToString("HELLO");
        stage.finish();
        stage = new FakeStage(HttpPolicy.NONE, log);
        stage.ask("HELLO");
        stage.answer("220 hi\r\n");
        assertThat(stage.upstream.sent).hasToString("HELLO");
        assertThat(stage.client.sent).hasToString("220 hi\r\n");
    }

    @Test
    void aServerThatSpeaksUnaskedIsHeardAndThenTheConnectionEnds() {
        stage.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        stage.answer("HTTP/1.1 204 No Content\r\n\r\n\r\n");
        assertThat(stage.timers).isEmpty();
        stage.answer("HTTP/1.1 408 Request Timeout\r\n");
        stage.answer("Connection: close\r\n\r\n");
        assertThat(stage.client.sent.toString())
                .endsWith("\r\n\r\n\r\nHTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n");
        stage.ask("GET /evil HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(stage.upstream.sent.toString()).doesNotContain("evil");
        stage.end(stage.upstream);
        assertThat(stage.left).isTrue();
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
        stage = new FakeStage(rules(Http1SessionTest::answerLocal, ResponsePlan::forward), log);
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
        stage = new FakeStage(rules(Http1SessionTest::answerLocal, ResponsePlan::forward), log);
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

    @Test
    void pipeliningIsBounded() {
        stage.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n".repeat(300));
        assertThat(stage.client.held).isTrue();
        assertThat(log.lines).contains("128 request-end").doesNotContain("129 begin GET https://h/");
        stage.answer("HTTP/1.1 204 A\r\n\r\n".repeat(100));
        assertThat(log.lines).contains("228 request-end").doesNotContain("229 begin GET https://h/");
        stage.answer("HTTP/1.1 204 A\r\n\r\n".repeat(200));
        assertThat(log.lines).endsWith("300 end");
        assertThat(stage.client.held).isFalse();
    }

    @Test
    void aClientThatHalfClosesStillGetsItsAnswer() {
        stage.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        stage.end(stage.client);
        assertThat(stage.upstream.ended).isTrue();
        stage.answer("HTTP/1.1 204 A\r\n\r\n");
        assertThat(stage.client.sent).hasToString("HTTP/1.1 204 A\r\n\r\n");
        assertThat(log.lines).endsWith("1 end");
    }

    @Test
    void theRawScriptIsUsedForRawBytes() {
        stage.ask("\0");
        assertThat(stage.script).isInstanceOf(RawScript.class);
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
            java.util.function.Function<RequestHead, RequestPlan> requests,
            java.util.function.Function<ResponseHead, ResponsePlan> responses) {
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
            return List.of(octets(Log.text(bytes).toUpperCase(java.util.Locale.ROOT)));
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
