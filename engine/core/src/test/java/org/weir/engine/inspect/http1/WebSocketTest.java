package org.weir.engine.inspect.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.inspect.websocket.WebSocketTap;

class WebSocketTest {
    private static final String ASK =
            "GET /chat HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n\r\n";

    private final Log log = new Log();
    private final FakeStage stage = new FakeStage(HttpPolicy.NONE, log);

    @AfterEach
    void nothingLeaks() {
        stage.finish();
    }

    @Test
    void messagesPassUntouchedAndAreShown() {
        open("");
        var said = frame(0x01, "Hel", 0x11223344) + frame(0x89, "p", 7) + frame(0x80, "lo", 0x55667788);
        for (var octet : said.split("")) {
            stage.ask(octet);
        }
        stage.answer(frame(0x82, "\0\1\2", null) + frame(0x88, "\u0003\u00e8bye", null));
        stage.end(stage.upstream);
        stage.abort(CloseReason.SERVER_CLOSED);
        assertThat(stage.upstream.sent.toString()).isEqualTo(ASK + said);
        assertThat(stage.client.sent.toString()).endsWith("\u0003\u00e8bye");
        assertThat(log.lines)
                .containsExactly(
                        "1 begin GET https://h/chat",
                        "1 request-end",
                        "1 response 101",
                        "1 client 1 H",
                        "1 client 0 e",
                        "1 client 0 l",
                        "1 client 9! p",
                        "1 client 0 l",
                        "1 client 0! o",
                        "1 server 2! \0\1\2",
                        "1 server 8! \u0003\u00e8bye",
                        "1 end");
    }

    @Test
    void longMessagesComeInPieces() {
        open("");
        var text = "x".repeat(100_000);
        stage.answer(frame(0x81, text, null));
        assertThat(messages("server")).containsExactly("1 " + text);
    }

    @Test
    void deflatedMessagesAreInflatedWithContext() {
        open("permessage-deflate; server_max_window_bits=15");
        var deflater = new Deflater(9, true);
        var first = deflated(deflater, "hello hello hello");
        var second = deflated(deflater, "hello hello hello");
        assertThat(second.length()).isLessThan(first.length());
        stage.answer(frame(0xc1, first, null) + frame(0xc1, second, null) + frame(0x81, "plain", null));
        assertThat(messages("server")).containsExactly("1 hello hello hello", "1 hello hello hello", "1 plain");
        deflater.end();
    }

    @Test
    void deflatedMessagesAreInflatedWithoutContextAndInFragments() {
        open("permessage-deflate; client_no_context_takeover");
        for (var text : List.of("one one one", "", "two two two")) {
            var deflater = new Deflater(9, true);
            var bytes = deflated(deflater, text);
            var half = bytes.length() / 2;
            stage.ask(frame(0x41, bytes.substring(0, half), 1) + frame(0x80, bytes.substring(half), 2));
            deflater.end();
        }
        assertThat(messages("client")).containsExactly("1 one one one", "1 ", "1 two two two");
    }

    @Test
    void aBombEndsTheObservationNotTheConnection() {
        open("permessage-deflate");
        var deflater = new Deflater(9, true);
        var bomb = frame(0xc1, deflated(deflater, "\0".repeat(20_000_000)), null);
        deflater.end();
        stage.answer(bomb);
        stage.answer(frame(0x81, "after", null));
        var shown = log.lines.stream()
                .filter(line -> line.startsWith("1 server"))
                .mapToLong(String::length)
                .sum();
        assertThat(shown).isLessThan(WebSocketTap.MAX_INFLATED + 1_000_000L);
        assertThat(log.lines).noneMatch(line -> line.contains("after"));
        assertThat(stage.client.sent.toString()).endsWith("after");
        assertThat(stage.ended).isNull();
    }

    @Test
    void whatIsNoFrameEndsTheObservationNotTheConnection() {
        for (var bad : List.of(
                "\u00f1\0",
                frame(0x80, "x", null),
                frame(0x83, "x", null),
                frame(0x09, "x", null),
                frame(0xc1, "x", null),
                frame(0x89, "x".repeat(126), null),
                frame(0x01, "a", null) + frame(0x81, "b", null),
                "\u0082\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff")) {
            var lines = new Log();
            var other = new FakeStage(HttpPolicy.NONE, lines);
            open(other, "");
            other.answer(bad).answer(frame(0x81, "after", null)).ask(frame(0x81, "up", 5));
            assertThat(other.client.sent.toString()).endsWith(bad + frame(0x81, "after", null));
            assertThat(lines.lines).noneMatch(line -> line.contains("after"));
            assertThat(lines.lines).contains("1 client 1! up");
            other.finish();
        }
    }

    @Test
    void randomBytesNeverHurt() {
        var random = new Random(31);
        for (var round = 0; round < 300; round++) {
            var other = new FakeStage(HttpPolicy.NONE, new Log());
            open(other, "permessage-deflate");
            var all = new StringBuilder(other.client.sent);
            for (var i = 0; i < 10; i++) {
                var bytes = new byte[random.nextInt(60)];
                random.nextBytes(bytes);
                var text = new String(bytes, StandardCharsets.ISO_8859_1);
                all.append(text);
                other.answer(text);
            }
            assertThat(other.client.sent.toString()).isEqualTo(all.toString());
            other.finish();
        }
    }

    @Test
    void aResetAbortsTheExchange() {
        open("");
        stage.abort(CloseReason.CLIENT_RESET);
        assertThat(log.lines).endsWith("1 aborted the connection ended: client-reset");
    }

    private void open(String extensions) {
        open(stage, extensions);
    }

    private static void open(FakeStage on, String extensions) {
        on.ask(ASK);
        on.answer("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + (extensions.isEmpty() ? "" : "Sec-WebSocket-Extensions: " + extensions + "\r\n")
                + "\r\n");
    }

    /** Whole messages, put together from their pieces. */
    private List<String> messages(String side) {
        var messages = new ArrayList<String>();
        var present = new StringBuilder();
        for (var line : log.lines) {
            if (line.startsWith("1 " + side)) {
                var words = line.substring(("1 " + side + " ").length());
                var blank = words.indexOf(' ');
                var opcode = words.substring(0, blank);
                if (!opcode.startsWith("0")) {
                    present.append(opcode.charAt(0)).append(' ');
                }
                present.append(words.substring(blank + 1));
                if (opcode.endsWith("!")) {
                    messages.add(present.toString());
                    present.setLength(0);
                }
            }
        }
        return messages;
    }

    private static String frame(int first, String payload, Integer mask) {
        var bytes = payload.getBytes(StandardCharsets.ISO_8859_1);
        var frame = ByteBuffer.allocate(bytes.length + 14).put((byte) first);
        var masked = mask == null ? 0 : 0x80;
        if (bytes.length < 126) {
            frame.put((byte) (bytes.length | masked));
        } else if (bytes.length < 65_536) {
            frame.put((byte) (126 | masked)).putShort((short) bytes.length);
        } else {
            frame.put((byte) (127 | masked)).putLong(bytes.length);
        }
        if (mask != null) {
            frame.putInt(mask);
            for (var i = 0; i < bytes.length; i++) {
                bytes[i] ^= (byte) (mask >>> (8 * (3 - i % 4)));
            }
        }
        frame.put(bytes).flip();
        return Log.text(frame);
    }

    private static String deflated(Deflater deflater, String text) {
        deflater.setInput(text.getBytes(StandardCharsets.ISO_8859_1));
        var out = new ByteArrayOutputStream();
        var piece = new byte[4_096];
        for (var n = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
                n > 0;
                n = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH)) {
            out.write(piece, 0, n);
        }
        var all = out.toString(StandardCharsets.ISO_8859_1);
        return all.substring(0, all.length() - 4);
    }
}
