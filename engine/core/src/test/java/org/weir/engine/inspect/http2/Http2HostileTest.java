package org.weir.engine.inspect.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weir.engine.inspect.http2.WirePeer.CONTINUATION;
import static org.weir.engine.inspect.http2.WirePeer.DATA;
import static org.weir.engine.inspect.http2.WirePeer.END_STREAM;
import static org.weir.engine.inspect.http2.WirePeer.GOAWAY;
import static org.weir.engine.inspect.http2.WirePeer.HEADERS;
import static org.weir.engine.inspect.http2.WirePeer.PRIORITY;
import static org.weir.engine.inspect.http2.WirePeer.RST_STREAM;
import static org.weir.engine.inspect.http2.WirePeer.SETTINGS;
import static org.weir.engine.inspect.http2.WirePeer.WINDOW_UPDATE;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that are wrong or mean: the error stays where it belongs, and the engine stays alive. */
@Timeout(120)
class Http2HostileTest extends Http2Fixture {
    private static final int PROTOCOL_ERROR = 1;
    private static final int CANCEL = 8;
    private static final int ENHANCE_YOUR_CALM = 0xb;

    /** After everything that is wrong with one stream, another works. */
    private void stillWorks(int stream) throws Exception {
        client.get(stream, "/still");
        assertThat(server.next(frame -> frame.type() == HEADERS && frame.stream() == stream)
                        .fields()
                        .path()
                        .toString())
                .isEqualTo("/still");
        server.headers(stream, true, ":status", "204");
        assertThat(client.next(frame -> frame.type() == HEADERS && frame.stream() == stream)
                        .fields()
                        .status()
                        .toString())
                .isEqualTo("204");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ":method GET :scheme http :path / :authority a X-Upper 1",
                ":method GET :scheme http :path / :authority a connection close",
                ":method GET :scheme http :path / :authority a transfer-encoding chunked",
                ":method GET :scheme http :path / :authority a te gzip",
                ":method GET :scheme http :path / x-a 1 :authority a",
                ":method GET :scheme http :path / :path /b",
                ":method GET :scheme http :path / :what 1",
                ":method GET :scheme http :path / :status 200",
                ":scheme http :path /",
                ":method GET :path /",
                ":method GET :scheme http",
                ":method GET :scheme http :path / x-a a\0b",
                ":method GET :scheme http :path / x-a a\rb",
                ":method GET :scheme http :path / content-length 5",
                ":method CONNECT :scheme http :path /"
            })
    void malformedRequestsResetTheirStreamOnly(String fields) throws Exception {
        greet();
        client.headers(1, true, fields.split(" "));
        var reset = client.next(RST_STREAM);
        assertThat(reset.stream()).isEqualTo(1);
        assertThat(reset.number()).isEqualTo(PROTOCOL_ERROR);
        stillWorks(3);
        assertThat(server.seen).noneMatch(frame -> frame.type() == HEADERS && frame.stream() == 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x-no-status 1", ":status 200 Upper 1", ":status 200 connection close", ":path / :status 200"})
    void malformedResponsesResetBothStreams(String fields) throws Exception {
        greet();
        client.get(1, "/");
        server.next(HEADERS);
        server.headers(1, true, fields.split(" "));
        assertThat(server.next(RST_STREAM).number()).isEqualTo(PROTOCOL_ERROR);
        assertThat(client.next(RST_STREAM).number()).isEqualTo(PROTOCOL_ERROR);
        stillWorks(3);
    }

    @Test
    void moreBodyThanAnnouncedResetsBothStreams() throws Exception {
        greet();
        client.request(1, false, "POST", "a", "/", "content-length", "3").data(1, true, "four");
        assertThat(client.next(RST_STREAM).number()).isEqualTo(PROTOCOL_ERROR);
        server.next(HEADERS);
        assertThat(server.next(RST_STREAM).number()).isEqualTo(CANCEL);
        stillWorks(3);
    }

    @Test
    void headersOf200KilobytesPass() throws Exception {
        greet();
        var big = "v".repeat(200_000);
        client.request(1, true, "GET", "a", "/", "x-big", big);
        assertThat(server.next(HEADERS).fields().get("x-big").toString()).isEqualTo(big);
        server.headers(1, true, ":status", "200", "x-big", big);
        assertThat(client.next(HEADERS).fields().get("x-big").toString()).isEqualTo(big);
    }

    @Test
    void largerRequestsGet431() throws Exception {
        greet();
        client.request(1, true, "GET", "a", "/", "x-big", "v".repeat(330_000));
        assertThat(client.next(HEADERS).fields().status().toString()).isEqualTo("431");
        stillWorks(3);
    }

    @Test
    void aFloodOfContinuationsEndsTheConnection() throws Exception {
        greet();
        try {
            client.frame(HEADERS, END_STREAM, 1, new byte[0]);
            for (var i = 0; i < 100_000; i++) {
                client.frame(CONTINUATION, 0, 1, new byte[] {(byte) 0x82});
            }
        } catch (IOException e) {
            // Closed meanwhile.
        }
        assertThat(client.next(GOAWAY).code()).isEqualTo(ENHANCE_YOUR_CALM);
        client.untilEnd();
        lab.end();
    }

    @Test
    void aRapidResetEndsTheConnection() throws Exception {
        greet();
        var flood = new ByteArrayOutputStream();
        var block = client.encoded(":method", "GET", ":scheme", "http", ":authority", "a", ":path", "/");
        for (var i = 0; i < Http2Limits.CALM_FRAMES + 1; i++) {
            flood.writeBytes(WirePeer.bytes(HEADERS, WirePeer.END_HEADERS, 2 * i + 1, block));
            flood.writeBytes(WirePeer.bytes(RST_STREAM, 0, 2 * i + 1, new byte[] {0, 0, 0, 8}));
        }
        var drain = Thread.ofVirtual().start(() -> {
            try {
                server.untilEnd();
            } catch (Exception e) {
                return;
            }
        });
        try {
            client.raw(flood.toByteArray());
        } catch (IOException e) {
            // Closed meanwhile.
        }
        assertThat(client.next(GOAWAY).code()).isEqualTo(ENHANCE_YOUR_CALM);
        lab.end();
        drain.join();
    }

    @Test
    void aFrameTooLargeEndsTheConnectionOnBothSides() throws Exception {
        greet();
        client.frame(DATA, 0, 1, new byte[20_000]);
        assertThat(client.next(GOAWAY).code()).isEqualTo(6);
        assertThat(server.next(GOAWAY).code()).isEqualTo(6);
        client.untilEnd();
        server.untilEnd();
        lab.end();
    }

    @Test
    void aClientInErrorIsToldWhyAlthoughTheServerHasNotSpoken() throws Exception {
        client.hello();
        server.readPreface();
        client.frame(DATA, 0, 1, new byte[20_000]);
        client.next(SETTINGS);
        assertThat(client.next(GOAWAY).code()).isEqualTo(6);
        client.untilEnd();
    }

    @Test
    void moreThanTheWindowEndsTheConnection() throws Exception {
        client.hello();
        server.welcome();
        client.post(1, "/");
        try {
            for (var i = 0; i < 1000; i++) {
                client.data(1, false, new byte[16_384]);
            }
        } catch (IOException e) {
            // Closed meanwhile.
        }
        var end = client.next(frame -> frame.type() == GOAWAY || frame.type() == RST_STREAM);
        assertThat(end.type() == GOAWAY ? end.code() : end.number()).isEqualTo(3);
    }

    @Test
    void prioritiesAndUnknownFramesDoNoHarm() throws Exception {
        greet();
        client.frame(PRIORITY, 0, 5, new byte[] {0, 0, 0, 3, 16})
                .frame(0x10, 0, 0, new byte[] {0, 0, 0, 1, 'u', '=', '1'})
                .frame(0xee, 0xff, 0, new byte[100])
                .frame(0xef, 0xff, 9, new byte[100]);
        server.frame(0xc, 0, 0, "origin".getBytes(StandardCharsets.US_ASCII));
        stillWorks(11);
    }

    @Test
    void aPushThatNobodyWantsEndsTheConnection() throws Exception {
        greet();
        client.get(1, "/");
        server.next(HEADERS);
        var block = new ByteArrayOutputStream();
        block.writeBytes(new byte[] {0, 0, 0, 2});
        block.writeBytes(server.encoded(":method", "GET", ":scheme", "http", ":authority", "a", ":path", "/p"));
        server.frame(WirePeer.PUSH_PROMISE, WirePeer.END_HEADERS, 1, block.toByteArray());
        assertThat(server.next(GOAWAY).code()).isEqualTo(PROTOCOL_ERROR);
        client.next(GOAWAY);
        lab.end();
    }

    @Test
    void aWindowThatOverflowsResetsItsStream() throws Exception {
        greet();
        client.post(1, "/");
        server.next(HEADERS);
        client.number(WINDOW_UPDATE, 1, Integer.MAX_VALUE);
        assertThat(client.next(RST_STREAM).number()).isEqualTo(3);
        stillWorks(3);
    }

    /** Every prefix of a conversation, from either side, then the end: both connections end. */
    @Test
    void truncationAtEveryLength() throws Exception {
        var said = new ByteArrayOutputStream();
        said.writeBytes(WirePeer.PREFACE);
        said.writeBytes(WirePeer.bytes(SETTINGS, 0, 0, new byte[] {0, 4, 0, 1, 0, 0}));
        said.writeBytes(WirePeer.bytes(
                HEADERS,
                WirePeer.END_HEADERS,
                1,
                client.encoded(":method", "POST", ":scheme", "http", ":authority", "a", ":path", "/")));
        said.writeBytes(WirePeer.bytes(DATA, 1, 1, "body".getBytes(StandardCharsets.US_ASCII)));
        var all = said.toByteArray();
        for (var length = 1; length < all.length; length++) {
            client.raw(java.util.Arrays.copyOf(all, length));
            client.socket.shutdownOutput();
            while (server.socket.getInputStream().read() >= 0) {}
            server.close();
            client.untilEnd();
            client.close();
            lab.end();
            connect();
        }
    }

    /** Frames with random types, flags, streams and payloads, at random sides, in 100 conversations. */
    @Test
    void randomFrames() throws Exception {
        var random = new Random(20_260_721);
        for (var round = 0; round < 100; round++) {
            try {
                client.hello();
                server.settings();
                for (var i = 0; i < 30; i++) {
                    var to = random.nextBoolean() ? client : server;
                    if (random.nextInt(4) == 0) {
                        to.post(1 + 2 * random.nextInt(8), "/" + i);
                    } else {
                        var payload = new byte[random.nextInt(random.nextInt(20) == 0 ? 17_000 : 40)];
                        random.nextBytes(payload);
                        to.frame(random.nextInt(12), random.nextInt(256), random.nextInt(17), payload);
                    }
                }
            } catch (IOException e) {
                // Closed meanwhile, as it may be.
            }
            client.close();
            server.close();
            lab.end();
            connect();
        }
        greet();
        stillWorks(1);
    }
}
