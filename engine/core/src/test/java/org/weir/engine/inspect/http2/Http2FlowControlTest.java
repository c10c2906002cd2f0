package org.weir.engine.inspect.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weir.engine.inspect.http2.WirePeer.DATA;
import static org.weir.engine.inspect.http2.WirePeer.END_STREAM;
import static org.weir.engine.inspect.http2.WirePeer.HEADERS;
import static org.weir.engine.inspect.http2.WirePeer.PING;
import static org.weir.engine.inspect.http2.WirePeer.SETTINGS;
import static org.weir.engine.inspect.http2.WirePeer.WINDOW_UPDATE;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever does not take holds back whoever sends, within the windows; and nobody else. */
@Timeout(60)
class Http2FlowControlTest extends Http2Fixture {
    /** Sends complete bodies of 1 MiB on many streams until the connection's window is used up; returns how much it was. */
    private long fill(WirePeer sender, WirePeer reader, int streams, byte[] frame) throws Exception {
        long window = 65_535
                + sender.seen.stream()
                        .filter(update -> update.type() == WINDOW_UPDATE && update.stream() == 0)
                        .mapToLong(WirePeer.Frame::number)
                        .sum();
        long sent = 0;
        for (var frameNumber = 0; ; frameNumber++) {
            sender.frame(PING, 0, 0, new byte[8]);
            var pong = false;
            while (!pong) {
                // Window updates that were due come before the answer that the other end gives.
                var asked = reader.next(PING);
                reader.frame(PING, WirePeer.ACK, 0, asked.payload());
                while (!pong) {
                    var got = sender.read();
                    if (got.type() == WINDOW_UPDATE && got.stream() == 0) {
                        window += got.number();
                    }
                    pong = got.type() == PING;
                }
            }
            if (sent + frame.length > window) {
                return sent;
            }
            var perStream = Http2Limits.STREAM_WINDOW / frame.length;
            var stream = 1 + 2 * (frameNumber / perStream);
            assertThat(stream).isLessThan(2 * streams);
            sender.data(stream, frameNumber % perStream == perStream - 1, frame);
            sent += frame.length;
        }
    }

    @Test
    void aClientThatDoesNotTakeHoldsTheServer() throws Exception {
        client.hello(4, 0);
        server.welcome();
        client.next(SETTINGS);
        for (var i = 0; i < 20; i++) {
            client.get(1 + 2 * i, "/" + i);
            server.next(HEADERS);
            server.headers(1 + 2 * i, false, ":status", "200");
            client.next(HEADERS);
        }
        var sent = fill(server, client, 20, new byte[16_384]);
        // Also finished streams count: 20 of 1 MiB were possible, the connection's window was not exceeded.
        assertThat(sent).isBetween(Http2Limits.CONNECTION_WINDOW - 16_384L, (long) Http2Limits.CONNECTION_WINDOW);
        client.number(WINDOW_UPDATE, 0, 1 << 24).settings(4, 1 << 24);
        var got = 0;
        while (got < sent) {
            got += client.next(DATA).payload().length;
        }
        assertThat(got).isEqualTo(sent);
        assertThat(server.next(frame -> frame.type() == WINDOW_UPDATE && frame.stream() == 0)
                        .number())
                .isPositive();
    }

    @Test
    void aServerThatDoesNotTakeHoldsTheClientAndNotItsOtherStreams() throws Exception {
        client.hello();
        server.welcome(4, 0);
        client.next(SETTINGS);
        client.post(1, "/slow");
        server.next(HEADERS);
        for (var i = 0; i < Http2Limits.STREAM_WINDOW / 16_384; i++) {
            client.data(1, false, new byte[16_384]);
        }
        client.get(3, "/quick");
        assertThat(server.next(HEADERS).stream()).isEqualTo(3);
        server.headers(3, true, ":status", "204");
        assertThat(client.next(HEADERS).stream()).isEqualTo(3);
        assertThat(client.seen).noneMatch(frame -> frame.type() == WINDOW_UPDATE && frame.stream() == 1);
        server.number(WINDOW_UPDATE, 1, 1 << 21).number(WINDOW_UPDATE, 0, 1 << 21);
        client.next(frame -> frame.type() == WINDOW_UPDATE && frame.stream() == 1);
        client.data(1, true, "end");
        assertThat(server.next(frame -> frame.type() == DATA && frame.has(END_STREAM)).stream())
                .isEqualTo(1);
    }

    @Test
    void aResetGivesBackWhatItsStreamHeld() throws Exception {
        client.hello(4, 0);
        server.welcome();
        client.next(SETTINGS);
        for (var stream = 1; stream < 40; stream += 2) {
            client.get(stream, "/");
            server.next(HEADERS);
            server.headers(stream, false, ":status", "200");
            for (var i = 0; i < Http2Limits.STREAM_WINDOW / 16_384; i++) {
                server.data(stream, false, new byte[16_384]);
            }
            client.next(HEADERS);
            client.number(WirePeer.RST_STREAM, stream, 8);
            server.next(WirePeer.RST_STREAM);
        }
    }
}
