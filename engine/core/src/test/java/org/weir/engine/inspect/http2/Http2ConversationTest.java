package org.weir.engine.inspect.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weir.engine.inspect.http2.WirePeer.DATA;
import static org.weir.engine.inspect.http2.WirePeer.END_STREAM;
import static org.weir.engine.inspect.http2.WirePeer.GOAWAY;
import static org.weir.engine.inspect.http2.WirePeer.HEADERS;
import static org.weir.engine.inspect.http2.WirePeer.PING;
import static org.weir.engine.inspect.http2.WirePeer.RST_STREAM;
import static org.weir.engine.inspect.http2.WirePeer.SETTINGS;
import static org.weir.engine.inspect.http2.WirePeer.WINDOW_UPDATE;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.weir.engine.flow.CloseReason;

/** What one peer says on the wire, and what the other hears. */
@Timeout(30)
class Http2ConversationTest extends Http2Fixture {
    @Test
    void aRequestAndItsResponse() throws Exception {
        greet();
        client.get(1, "/a?b=c");
        var request = server.next(HEADERS);
        assertThat(request.stream()).isEqualTo(1);
        assertThat(request.has(END_STREAM)).isTrue();
        assertThat(request.fields().path().toString()).isEqualTo("/a?b=c");
        server.headers(1, false, ":status", "200", "x-one", "1").data(1, true, "hello");
        var response = client.next(HEADERS);
        assertThat(response.fields().status().toString()).isEqualTo("200");
        assertThat(response.fields().get("x-one").toString()).isEqualTo("1");
        var body = client.next(DATA);
        assertThat(body.text()).isEqualTo("hello");
        assertThat(body.has(END_STREAM)).isTrue();
    }

    @Test
    void streamsKeepTheirNumbersAcrossGaps() throws Exception {
        greet();
        client.get(7, "/seven").get(101, "/later");
        assertThat(server.next(HEADERS).stream()).isEqualTo(7);
        assertThat(server.next(HEADERS).stream()).isEqualTo(101);
    }

    @Test
    void orderDuplicatesAndCookieCrumbsAreKept() throws Exception {
        greet();
        client.get(
                1,
                "/",
                "cookie",
                "a=1",
                "x-z",
                "1",
                "cookie",
                "b=2",
                "x-a",
                "2",
                "x-z",
                "3",
                "content-length",
                "0",
                "x-end",
                " spaced ");
        var fields = Heads.regular(server.next(HEADERS).fields()).fields();
        assertThat(fields)
                .extracting(field -> field.name() + "=" + field.value())
                .containsExactly(
                        "cookie=a=1", "x-z=1", "cookie=b=2", "x-a=2", "x-z=3", "content-length=0", "x-end= spaced ");
    }

    @Test
    void neverIndexedFieldsStayNeverIndexed() throws Exception {
        greet();
        var block = new java.io.ByteArrayOutputStream();
        block.writeBytes(client.encoded(":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", "/"));
        literal(block, 0x10, "x-secret", "s3cret");
        literal(block, 0x00, "x-open", "open");
        client.block(1, true, block.toByteArray());
        var got = server.next(HEADERS);
        assertThat(got.fields().get("x-secret").toString()).isEqualTo("s3cret");
        var marked = NeverIndexedScan.marked(io.netty.buffer.Unpooled.wrappedBuffer(got.payload()));
        assertThat(marked).isNotNull();
        assertThat(marked.cardinality()).isEqualTo(1);
        assertThat(marked.get(4)).isTrue();
    }

    private static void literal(java.io.ByteArrayOutputStream block, int kind, String name, String value) {
        block.write(kind);
        block.write(name.length());
        block.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        block.write(value.length());
        block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void informationalResponsesAndTrailersPass() throws Exception {
        greet();
        client.post(1, "/", "te", "trailers", "expect", "100-continue");
        assertThat(server.next(HEADERS).fields().get("expect").toString()).isEqualTo("100-continue");
        server.headers(1, false, ":status", "103", "link", "</a.css>").headers(1, false, ":status", "100");
        assertThat(client.next(HEADERS).fields().status().toString()).isEqualTo("103");
        assertThat(client.next(HEADERS).fields().status().toString()).isEqualTo("100");
        client.data(1, false, "body").headers(1, true, "x-request-trailer", "r");
        assertThat(server.next(DATA).text()).isEqualTo("body");
        var trailers = server.next(HEADERS);
        assertThat(trailers.has(END_STREAM)).isTrue();
        assertThat(trailers.fields().get("x-request-trailer").toString()).isEqualTo("r");
        server.headers(1, false, ":status", "200").data(1, false, "x").headers(1, true, "grpc-status", "0");
        assertThat(client.next(HEADERS).fields().status().toString()).isEqualTo("200");
        assertThat(client.next(DATA).text()).isEqualTo("x");
        var end = client.next(HEADERS);
        assertThat(end.has(END_STREAM)).isTrue();
        assertThat(end.fields().get("grpc-status").toString()).isEqualTo("0");
    }

    @Test
    void aTrailersOnlyResponsePasses() throws Exception {
        greet();
        client.post(1, "/grpc.Service/Method");
        server.next(HEADERS);
        server.headers(1, true, ":status", "200", "content-type", "application/grpc", "grpc-status", "12");
        var response = client.next(HEADERS);
        assertThat(response.has(END_STREAM)).isTrue();
        assertThat(response.fields().get("grpc-status").toString()).isEqualTo("12");
    }

    @Test
    void bothDirectionsStreamAndTheClientEndsFirst() throws Exception {
        greet();
        client.post(1, "/chat");
        server.next(HEADERS);
        server.headers(1, false, ":status", "200", "content-type", "application/grpc");
        client.next(HEADERS);
        for (var i = 0; i < 20; i++) {
            client.data(1, false, "ping " + i);
            assertThat(server.next(DATA).text()).isEqualTo("ping " + i);
            server.data(1, false, "pong " + i);
            assertThat(client.next(DATA).text()).isEqualTo("pong " + i);
        }
        client.data(1, true, "");
        assertThat(server.next(DATA).has(END_STREAM)).isTrue();
        server.data(1, false, "last").headers(1, true, "grpc-status", "0");
        assertThat(client.next(DATA).text()).isEqualTo("last");
        assertThat(client.next(HEADERS).fields().get("grpc-status").toString()).isEqualTo("0");
    }

    @Test
    void theServersSettingsAreTheClients() throws Exception {
        client.hello(6, 70_000);
        var toServer = server.welcome(3, 77, 6, 50_000, 8, 1, 9, 1);
        assertThat(toServer.setting(2)).isEqualTo(0);
        assertThat(toServer.setting(6)).isEqualTo(70_000);
        var first = client.read();
        assertThat(first.type()).isEqualTo(SETTINGS);
        assertThat(first.setting(3)).isEqualTo(77);
        assertThat(first.setting(6)).isEqualTo(50_000);
        assertThat(first.setting(8)).isEqualTo(1);
        assertThat(first.setting(9)).isEqualTo(1);
        assertThat(first.setting(4)).isEqualTo(Http2Limits.STREAM_WINDOW);
        server.settings(3, 5);
        assertThat(client.next(SETTINGS).setting(3)).isEqualTo(5);
    }

    @Test
    void requestsDoNotWaitForTheServersSettings() throws Exception {
        client.hello().get(1, "/early");
        server.readPreface();
        assertThat(server.next(HEADERS).stream()).isEqualTo(1);
    }

    @Test
    void extendedConnectCarriesBytesBothWays() throws Exception {
        client.hello();
        server.welcome(8, 1);
        client.next(SETTINGS);
        client.headers(
                1,
                false,
                ":method",
                "CONNECT",
                ":protocol",
                "websocket",
                ":scheme",
                "https",
                ":path",
                "/chat",
                ":authority",
                "localhost",
                "sec-websocket-version",
                "13");
        var request = server.next(HEADERS);
        assertThat(request.fields().get(":protocol").toString()).isEqualTo("websocket");
        server.headers(1, false, ":status", "200");
        client.next(HEADERS);
        client.data(1, false, "frame up");
        assertThat(server.next(DATA).text()).isEqualTo("frame up");
        server.data(1, false, "frame down");
        assertThat(client.next(DATA).text()).isEqualTo("frame down");
    }

    @Test
    void resetsKeepTheirCodesBothWays() throws Exception {
        greet();
        client.post(1, "/").post(3, "/");
        server.next(HEADERS);
        server.next(HEADERS);
        client.number(RST_STREAM, 1, 5);
        var up = server.next(RST_STREAM);
        assertThat(up.stream()).isEqualTo(1);
        assertThat(up.number()).isEqualTo(5);
        server.number(RST_STREAM, 3, 0xb);
        var down = client.next(RST_STREAM);
        assertThat(down.stream()).isEqualTo(3);
        assertThat(down.number()).isEqualTo(0xb);
    }

    @Test
    void aResponseIsCompleteBeforeTheResetBehindIt() throws Exception {
        client.hello(4, 10);
        server.welcome();
        client.next(SETTINGS);
        client.post(1, "/upload");
        server.next(HEADERS);
        server.headers(1, false, ":status", "413").data(1, true, "x".repeat(30)).number(RST_STREAM, 1, 0);
        client.next(HEADERS);
        assertThat(client.next(DATA).text()).isEqualTo("x".repeat(10));
        client.number(WINDOW_UPDATE, 1, 20);
        var rest = client.next(DATA);
        assertThat(rest.text()).isEqualTo("x".repeat(20));
        assertThat(rest.has(END_STREAM)).isTrue();
        assertThat(client.next(RST_STREAM).number()).isEqualTo(0);
    }

    @Test
    void pingsAreAnsweredByTheOtherEnd() throws Exception {
        greet();
        client.frame(PING, 0, 0, "12345678".getBytes(StandardCharsets.US_ASCII));
        var asked = server.next(PING);
        assertThat(asked.text()).isEqualTo("12345678");
        server.frame(PING, WirePeer.ACK, 0, asked.payload());
        assertThat(client.next(frame -> frame.type() == PING && frame.has(WirePeer.ACK))
                        .text())
                .isEqualTo("12345678");
        server.frame(PING, 0, 0, "abcdefgh".getBytes(StandardCharsets.US_ASCII));
        assertThat(client.next(PING).text()).isEqualTo("abcdefgh");
    }

    @Test
    void goAwayKeepsItsNumbersAndOpenStreamsFinish() throws Exception {
        greet();
        client.get(1, "/a").get(3, "/b");
        server.next(HEADERS);
        server.next(HEADERS);
        server.goAway(1, 0);
        var told = client.next(GOAWAY);
        assertThat(told.number()).isEqualTo(1);
        assertThat(told.code()).isEqualTo(0);
        server.headers(1, false, ":status", "200").data(1, true, "done");
        assertThat(client.next(DATA).text()).isEqualTo("done");
        server.close();
        client.untilEnd();
        client.close();
        assertThat(lab.end()).isEqualTo(CloseReason.SERVER_CLOSED);
    }

    @Test
    void theClientsGoAwayAndEndReachTheServer() throws Exception {
        greet();
        client.goAway(0, 0).close();
        assertThat(server.next(GOAWAY).number()).isEqualTo(0);
        server.untilEnd();
        server.close();
        assertThat(lab.end()).isEqualTo(CloseReason.CLIENT_CLOSED);
    }

    @Test
    void aResetConnectionResetsTheOther() throws Exception {
        greet();
        server.socket.setSoLinger(true, 0);
        server.close();
        client.untilEnd();
        assertThat(lab.end()).isEqualTo(CloseReason.SERVER_RESET);
    }

    @Test
    void whatIsNotHttp2IsRelayed() throws Exception {
        var said = "PRI * HTTP/2.0\r\n\r\nno: this is something else\r\n".getBytes(StandardCharsets.US_ASCII);
        client.raw(said);
        assertThat(server.socket.getInputStream().readNBytes(said.length)).isEqualTo(said);
        server.raw("hello".getBytes(StandardCharsets.US_ASCII));
        assertThat(client.socket.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
    }

    @Test
    void bytesOfAServerThatSpeaksFirstAreNotLost() throws Exception {
        server.raw("220 ready\r\n".getBytes(StandardCharsets.US_ASCII));
        client.raw("HELO".getBytes(StandardCharsets.US_ASCII));
        assertThat(server.socket.getInputStream().readNBytes(4)).asString().isEqualTo("HELO");
        assertThat(client.socket.getInputStream().readNBytes(11)).asString().isEqualTo("220 ready\r\n");
    }
}
