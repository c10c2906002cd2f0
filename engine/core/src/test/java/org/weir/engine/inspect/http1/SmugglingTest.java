package org.weir.engine.inspect.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.http.HttpPolicy;

/** Messages of which two readers could see two different things, and their harmless neighbours. */
class SmugglingTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    static Arguments[] requests() {
        return new Arguments[] {
            bad(
                    "Content-Length together",
                    "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"),
            bad(
                    "Content-Length together",
                    "POST / HTTP/1.1\r\nHost: h\r\ntransfer-encoding: chunked\r\nContent-Length: 0\r\n\r\n"),
            bad("differing", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n"),
            bad("invalid Content-Length", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4, 4\r\n\r\n"),
            bad("invalid Content-Length", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +4\r\n\r\n"),
            bad("invalid Content-Length", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n"),
            bad("invalid Content-Length", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0x4\r\n\r\n"),
            bad("invalid Content-Length", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4 4\r\n\r\n"),
            bad("invalid Content-Length", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length:\r\n\r\n"),
            bad("invalid Content-Length", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9999999999999999999\r\n\r\n"),
            bad("blank before", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length : 4\r\n\r\n"),
            bad("blank before", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding\t: chunked\r\n\r\n"),
            bad("folded", "GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\n\r\n"),
            bad("folded", "GET / HTTP/1.1\r\n Host: h\r\n\r\n"),
            bad("folded", "GET / HTTP/1.1\r\nHost: h\r\n\tTransfer-Encoding: chunked\r\n\r\n"),
            bad("unknown transfer coding", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n"),
            bad("unknown transfer coding", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: identity\r\n\r\n"),
            bad("unknown transfer coding", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: \u000bchunked\r\n\r\n"),
            bad("unknown transfer coding", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked;q=1\r\n\r\n"),
            bad("unknown transfer coding", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding:\r\n\r\n"),
            bad("after chunked", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, gzip\r\n\r\n"),
            bad(
                    "after chunked",
                    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"),
            bad("not end with chunked", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n"),
            bad("HTTP/1.0", "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"),
            bad("bare CR", "GET / HTTP/1.1\r\nHost: h\r\nX: a\rContent-Length: 4\r\n\r\n"),
            bad("bare CR", "GET / HTTP/1.1\r\nHost: h\r\nX: a\r\r\n\r\n"),
            bad("NUL", "GET / HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n"),
            bad("octet in a field name", "GET / HTTP/1.1\r\nHost: h\r\nX\0Y: a\r\n\r\n"),
            bad("octet in a field name", "GET / HTTP/1.1\r\nHost: h\r\n(X): a\r\n\r\n"),
            bad("octet in a field name", "GET / HTTP/1.1\r\nHost: h\r\n: a\r\n\r\n"),
            bad("octet in a field name", "GET / HTTP/1.1\r\nHost: h\r\nX\u00e4: a\r\n\r\n"),
            bad("without a colon", "GET / HTTP/1.1\r\nHost: h\r\nX\r\n\r\n"),
            bad("more than one Host", "GET / HTTP/1.1\r\nHost: h\r\nHost: g\r\n\r\n"),
            bad("method", "GE(T / HTTP/1.1\r\nHost: h\r\n\r\n"),
            bad("method", "A".repeat(40) + " / HTTP/1.1\r\nHost: h\r\n\r\n"),
            bad("target", "GET  / HTTP/1.1\r\nHost: h\r\n\r\n"),
            bad("target", "GET /\u0001 HTTP/1.1\r\nHost: h\r\n\r\n"),
            bad("target", "GET /\u007f HTTP/1.1\r\nHost: h\r\n\r\n"),
            bad("request line", "GET / x HTTP/1.1\r\nHost: h\r\n\r\n"),
            bad("request line", "GET / HTTP/1.1 \r\nHost: h\r\n\r\n"),
            bad("request line", "GET / HTTP/2.0\r\nHost: h\r\n\r\n"),
            bad("request line", "GET / http/1.1\r\nHost: h\r\n\r\n"),
            bad("target", "GET /\r\nHost: h\r\n\r\n"),
            bad("fields", "GET / HTTP/1.1\r\nHost: h\r\n" + "X: a\r\n".repeat(1_000) + "\r\n"),
            bad("256 KB", "GET / HTTP/1.1\r\nHost: h\r\nX: " + "a".repeat(256 * 1024)),
        };
    }

    /** On a connection that spoke HTTP before: what has no request line at all is refused there too. */
    @ParameterizedTest
    @MethodSource("requests")
    void anAmbiguousRequestIsRefusedAfterTheAnswersBeforeIt(String why, String request) {
        var log = new Log();
        var stage = new FakeStage(HttpPolicy.NONE, log);
        stage.ask(GET + request + GET.replace("/ ", "/smuggled "));
        assertThat(stage.upstream.sent).hasToString(GET);
        assertThat(stage.client.sent).isEmpty();
        stage.answer("HTTP/1.1 204 A\r\n\r\n");
        assertThat(stage.client.sent.toString())
                .startsWith("HTTP/1.1 204 A\r\n\r\nHTTP/1.1 400 Bad Request\r\n")
                .contains("Connection: close\r\n")
                .contains(why);
        assertThat(stage.ended).isEqualTo(CloseReason.AMBIGUOUS_MESSAGE);
        assertThat(stage.left).isTrue();
        assertThat(log.lines.getLast()).startsWith("2 aborted refused: ").contains(why);
        assertThat(log.lines).noneMatch(line -> line.startsWith("3"));
        stage.finish();
    }

    static Arguments[] chunks() {
        return new Arguments[] {
            bad("without a size", "\r\nabc\r\n0\r\n\r\n"),
            bad("without a size", ";a\r\nabc\r\n0\r\n\r\n"),
            bad("without a size", " 3\r\nabc\r\n0\r\n\r\n"),
            bad("invalid chunk size", "3x\r\nabc\r\n0\r\n\r\n"),
            bad("without a size", "-3\r\nabc\r\n0\r\n\r\n"),
            bad("invalid chunk size", "0x3\r\nabc\r\n0\r\n\r\n"),
            bad("invalid chunk size", "3 3\r\nabc\r\n0\r\n\r\n"),
            bad("invalid chunk size", "3\nabc\r\n0\r\n\r\n"),
            bad("too large", "fffffffffffffffff\r\nabc\r\n"),
            bad("does not end", "3\r\nabcd\r\n0\r\n\r\n"),
            bad("does not end", "3\r\nabc\n0\r\n\r\n"),
            bad("does not end", "3\rXabc\r\n0\r\n\r\n"),
            bad("bare LF", "3;a\nabc\r\n0\r\n\r\n"),
            bad("bare LF", "3;\"a\nb\"\r\nabc\r\n0\r\n\r\n"),
            bad("CR in a quoted", "3;\"a\r\nabc\r\n0\r\n\r\n"),
            bad("too long", "3;" + "a".repeat(20_000) + "\r\nabc\r\n0\r\n\r\n"),
            bad("bare LF", "0\r\nX: a\n\r\n"),
            bad("does not end", "0\r\n\rX"),
            bad("blank before", "0\r\nX : a\r\n\r\n"),
            bad("folded", "0\r\nX: a\r\n b\r\n\r\n"),
            bad("64 KB", "0\r\nX: " + "a".repeat(70_000)),
        };
    }

    @ParameterizedTest
    @MethodSource("chunks")
    void ambiguousChunksOfARequestAreRefused(String why, String body) {
        var log = new Log();
        var stage = new FakeStage(HttpPolicy.NONE, log);
        stage.ask("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
        stage.ask(body);
        assertThat(stage.client.sent.toString())
                .startsWith("HTTP/1.1 400 Bad Request\r\n")
                .contains(why);
        assertThat(stage.upstream.sent.toString()).endsWith("\r\n\r\n");
        assertThat(log.lines.getLast()).startsWith("1 aborted refused: ").contains(why);
        stage.finish();
    }

    @ParameterizedTest
    @MethodSource("chunks")
    void ambiguousChunksOfAResponseCutItOff(String why, String body) {
        var log = new Log();
        var stage = new FakeStage(HttpPolicy.NONE, log);
        stage.ask(GET);
        stage.answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        stage.answer(body);
        assertThat(stage.ended).isEqualTo(CloseReason.AMBIGUOUS_MESSAGE);
        assertThat(stage.left).isFalse();
        assertThat(log.lines.getLast()).startsWith("1 aborted refused: ").contains(why);
        stage.finish();
    }

    static Arguments[] responses() {
        return new Arguments[] {
            bad(
                    "Content-Length together",
                    "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"),
            bad("differing", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n"),
            bad("blank before", "HTTP/1.1 200 OK\r\nContent-Length : 4\r\n\r\n"),
            bad("unknown", "HTTP/1.1 200 OK\r\nTransfer-Encoding: x\r\n\r\n"),
            bad("status", "HTTP/1.1 20 OK\r\n\r\n"),
            bad("status", "HTTP/1.1 600 OK\r\n\r\n"),
            bad("status", "HTTP/1.1 099 OK\r\n\r\n"),
            bad("status", "HTTP/1.1  200 OK\r\n\r\n"),
            bad("status", "HTTP/1.1 2000 OK\r\n\r\n"),
            bad("status line", "HTTP/2 200 OK\r\n\r\n"),
            bad("bare CR", "HTTP/1.1 200 O\rK\r\n\r\n"),
            bad("NUL", "HTTP/1.1 200 O\0K\r\n\r\n"),
            bad("nobody asked for", "HTTP/1.1 101 Switching Protocols\r\n\r\n"),
            bad("256 KB", "HTTP/1.1 200 OK\r\nX: " + "a".repeat(256 * 1024)),
        };
    }

    @ParameterizedTest
    @MethodSource("responses")
    void anAmbiguousResponseIsReplacedBy502(String why, String response) {
        var log = new Log();
        var stage = new FakeStage(HttpPolicy.NONE, log);
        stage.ask(GET);
        stage.answer(response);
        assertThat(stage.client.sent.toString())
                .startsWith("HTTP/1.1 502 Bad Gateway\r\n")
                .contains("Connection: close\r\n")
                .contains(why);
        assertThat(stage.left).isTrue();
        assertThat(log.lines.getLast()).startsWith("1 aborted refused: ").contains(why);
        stage.finish();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 001\r\n\r\na",
                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
                "GET /\u00fc?q={a|b}\"<> HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET / HTTP/1.1\nHost: h\n\n",
                "\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\nX:\r\nY: \u00e4\u0001\r\n\r\n",
                "GET / HTTP/1.9\r\nHost: h\r\n\r\n",
                "M-SEARCH * HTTP/1.1\r\nHOST: h\r\n\r\n",
            })
    void oddButClearRequestsPassUntouched(String request) {
        var stage = new FakeStage(HttpPolicy.NONE, new Log());
        stage.ask(request + GET);
        assertThat(stage.upstream.sent).hasToString(request + GET);
        assertThat(stage.ended).isNull();
        stage.finish();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64})
    void whatIsRefusedInOnePieceIsRefusedInManyPieces(int piece) {
        for (var bad : requests()) {
            var request = GET + bad.get()[1];
            if (request.length() > 20_000) {
                continue;
            }
            var stage = new FakeStage(HttpPolicy.NONE, new Log());
            IntStream.iterate(0, i -> i < request.length(), i -> i + piece)
                    .forEach(i -> stage.ask(request.substring(i, Math.min(request.length(), i + piece))));
            stage.answer("HTTP/1.1 204 A\r\n\r\n");
            assertThat(stage.client.sent.toString()).contains("HTTP/1.1 400 Bad Request\r\n");
            assertThat(stage.upstream.sent).hasToString(GET);
            stage.finish();
        }
    }

    private static Arguments bad(String why, String message) {
        return Arguments.of(why, message);
    }
}
