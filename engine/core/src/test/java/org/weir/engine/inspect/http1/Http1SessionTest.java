package org.weir.engine.inspect.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.inspect.raw.RawScript;

/** What passes untouched: messages found in the bytes, and what an observer hears of them. */
@SuppressWarnings("StringConcatToTextBlock") // Line ends are CR LF and are to be seen.
class Http1SessionTest {
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
}
