package org.weir.testkit.origin;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;

/** Sends every message of a WebSocket (RFC 6455) back, frame by frame, until the close frame, which it answers. */
final class WebSocketEcho implements Service {
    private static final int LINE_LIMIT = 8192;
    private static final int LARGEST_FRAME = 16 * 1024 * 1024;
    /** RFC 6455, section 1.3. */
    private static final String ACCEPT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    @Override
    public void serve(Connection connection) throws IOException {
        connection.readLine(LINE_LIMIT);
        var key = "";
        for (var field = connection.readLine(LINE_LIMIT); !field.isEmpty(); field = connection.readLine(LINE_LIMIT)) {
            if (field.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:")) {
                key = field.substring(field.indexOf(':') + 1).strip();
            }
        }
        connection.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + accept(key) + "\r\n\r\n");
        var opcode = 0;
        while (opcode != CLOSE) {
            opcode = frame(connection);
        }
    }

    private static int frame(Connection connection) throws IOException {
        var first = octet(connection);
        var opcode = first & 0x0f;
        var length = length(connection, octet(connection) & 0x7f);
        var mask = exactly(connection, 4);
        var payload = exactly(connection, length);
        for (var i = 0; i < length; i++) {
            payload[i] ^= mask[i & 3];
        }
        if (opcode != PONG) {
            send(connection, opcode == PING ? (first & 0xf0) | PONG : first, payload);
        }
        return opcode;
    }

    private static int length(Connection connection, int said) throws IOException {
        if (said < 126) {
            return said;
        }
        var length = 0L;
        for (var octet : exactly(connection, said == 126 ? 2 : 8)) {
            length = length << 8 | (octet & 0xff);
        }
        if (length < 0 || length > LARGEST_FRAME) {
            throw new IOException("a frame of " + length);
        }
        return (int) length;
    }

    private static void send(Connection connection, int first, byte[] payload) throws IOException {
        var length = payload.length;
        var head = length < 126
                ? new byte[] {(byte) first, (byte) length}
                : length < 65_536
                        ? new byte[] {(byte) first, 126, (byte) (length >> 8), (byte) length}
                        : new byte[] {
                            (byte) first,
                            127,
                            0,
                            0,
                            0,
                            0,
                            (byte) (length >> 24),
                            (byte) (length >> 16),
                            (byte) (length >> 8),
                            (byte) length
                        };
        connection.output().write(head);
        connection.output().write(payload);
        connection.output().flush();
    }

    private static int octet(Connection connection) throws IOException {
        return exactly(connection, 1)[0] & 0xff;
    }

    private static byte[] exactly(Connection connection, int length) throws IOException {
        var octets = connection.input().readNBytes(length);
        if (octets.length < length) {
            throw new EOFException("ended within a frame");
        }
        return octets;
    }

    private static String accept(String key) {
        try {
            var digest = MessageDigest.getInstance("SHA-1").digest((key + ACCEPT).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
