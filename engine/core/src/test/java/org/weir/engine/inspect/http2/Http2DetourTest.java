package org.weir.engine.inspect.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weir.engine.inspect.http2.WirePeer.DATA;
import static org.weir.engine.inspect.http2.WirePeer.END_STREAM;
import static org.weir.engine.inspect.http2.WirePeer.HEADERS;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the other server is asked, and what the client gets of its answer. */
@Timeout(30)
class Http2DetourTest extends DetourFixture {
    @Test
    void theOtherServerIsAskedInHttp1AndTheOwnOneHearsNothing() throws Exception {
        client.request(
                1,
                true,
                "GET",
                "www.example.test",
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
            assertThat(body(client)).isEqualTo("hello");
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
        client.request(1, false, "PUT", "h", "/m", "content-length", "4")
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
        assertThat(body(client)).isEqualTo("all there is");
    }

    @Test
    void bothBodiesAreEdited() throws Exception {
        client.request(1, false, "POST", "h", "/m-edited", "content-length", "2")
                .data(1, true, "ab");
        try (var target = accept()) {
            assertThat(head(target)).doesNotContainIgnoringCase("content-length");
            assertThat(read(target, 19)).isEqualTo("2\r\nab\r\n2\r\nab\r\n0\r\n\r\n");
            write(target, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
            assertThat(client.next(HEADERS).fields().contains("content-length")).isFalse();
            assertThat(body(client)).isEqualTo("xx");
        }
    }

    @Test
    void whoIsNotReachedIsAnsweredWith502() throws Exception {
        other.close();
        client.post(1, "/m").data(1, false, "unread");
        assertThat(client.next(HEADERS).fields().status()).hasToString("502");
        assertThat(body(client)).startsWith("502 Bad Gateway: localhost:" + port + ": ");
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
        assertThat(body(client)).isEqualTo("502 Bad Gateway: the server closed the connection\n");
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

    private static String lines(String... lines) {
        return String.join("\r\n", lines);
    }
}
