package org.weir.engine.inspect.http2;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** One end of an HTTP/2 connection, frame by frame over a blocking socket: says and sees exactly what is on the wire. */
final class WirePeer implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;

    static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    final Socket socket;
    final List<Frame> seen = new ArrayList<>();
    private final DataInputStream in;
    private final OutputStream out;
    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder((_, _) -> false, true);
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false, 1 << 20);

    /** @param fields of a header block (CONTINUATION joined), else null */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Frame(int type, int flags, int stream, byte[] payload, Http2Headers fields) {
        boolean has(int flag) {
            return (flags & flag) != 0;
        }

        /** The error code of a reset, the last stream of GOAWAY, the increment of WINDOW_UPDATE. */
        int number() {
            return ByteBuffer.wrap(payload).getInt();
        }

        /** The error code of GOAWAY. */
        int code() {
            return ByteBuffer.wrap(payload).getInt(4);
        }

        String text() {
            return new String(payload, StandardCharsets.ISO_8859_1);
        }

        /** The value of a setting, or null. */
        Long setting(int id) {
            for (var buffer = ByteBuffer.wrap(payload); buffer.hasRemaining(); ) {
                var key = buffer.getShort() & 0xffff;
                var value = buffer.getInt() & 0xffff_ffffL;
                if (key == id) {
                    return value;
                }
            }
            return null;
        }
    }

    WirePeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(15_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream(), 1 << 16));
        out = socket.getOutputStream();
    }

    static WirePeer connect(int port) throws IOException {
        return new WirePeer(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    static WirePeer accept(ServerSocket server) throws IOException {
        return new WirePeer(server.accept());
    }

    /** As a client: preface and SETTINGS (id, value, ...). */
    WirePeer hello(long... settings) throws IOException {
        out.write(PREFACE);
        return settings(settings);
    }

    /** As a server: reads preface and SETTINGS, says its own. */
    Frame welcome(long... settings) throws Exception {
        readPreface();
        settings(settings);
        return next(SETTINGS);
    }

    void readPreface() throws IOException {
        var preface = in.readNBytes(PREFACE.length);
        if (!java.util.Arrays.equals(preface, PREFACE)) {
            throw new AssertionError("not the preface: " + new String(preface, StandardCharsets.ISO_8859_1));
        }
    }

    WirePeer settings(long... settings) throws IOException {
        var payload = ByteBuffer.allocate(settings.length * 3);
        for (var i = 0; i < settings.length; i += 2) {
            payload.putShort((short) settings[i]).putInt((int) settings[i + 1]);
        }
        return frame(SETTINGS, 0, 0, payload.array());
    }

    WirePeer frame(int type, int flags, int stream, byte[] payload) throws IOException {
        out.write(bytes(type, flags, stream, payload));
        return this;
    }

    WirePeer raw(byte[] bytes) throws IOException {
        out.write(bytes);
        return this;
    }

    static byte[] bytes(int type, int flags, int stream, byte[] payload) {
        var bytes = ByteBuffer.allocate(9 + payload.length);
        bytes.put((byte) (payload.length >> 16)).putShort((short) payload.length);
        bytes.put((byte) type).put((byte) flags).putInt(stream).put(payload);
        return bytes.array();
    }

    /** Name, value, name, value; in CONTINUATION frames where it is long. */
    WirePeer headers(int stream, boolean end, String... fields) throws Exception {
        return block(stream, end, encoded(fields));
    }

    byte[] encoded(String... fields) throws Exception {
        var buffer = Unpooled.buffer();
        for (var i = 0; i < fields.length; i += 2) {
            // One by one: a list would move pseudo-header fields to its beginning.
            encoder.encodeHeaders(1, new DefaultHttp2Headers(false).add(fields[i], fields[i + 1]), buffer);
        }
        var bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }

    WirePeer block(int stream, boolean end, byte[] block) throws IOException {
        var all = new ByteArrayOutputStream();
        for (var at = 0; at == 0 || at < block.length; at += 16_384) {
            var part = java.util.Arrays.copyOfRange(block, at, Math.min(block.length, at + 16_384));
            var flags = (at == 0 && end ? END_STREAM : 0) | (at + 16_384 >= block.length ? END_HEADERS : 0);
            all.writeBytes(bytes(at == 0 ? HEADERS : CONTINUATION, flags, stream, part));
        }
        out.write(all.toByteArray());
        return this;
    }

    WirePeer get(int stream, String path, String... more) throws Exception {
        return request(stream, true, "GET", "localhost", path, more);
    }

    WirePeer post(int stream, String path, String... more) throws Exception {
        return request(stream, false, "POST", "localhost", path, more);
    }

    WirePeer request(int stream, boolean end, String method, String authority, String path, String... more)
            throws Exception {
        var fields = List.of(":method", method, ":scheme", "http", ":authority", authority, ":path", path);
        return headers(
                stream, end, Stream.concat(fields.stream(), Stream.of(more)).toArray(String[]::new));
    }

    WirePeer data(int stream, boolean end, String text) throws IOException {
        return data(stream, end, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    WirePeer data(int stream, boolean end, byte[] bytes) throws IOException {
        return frame(DATA, end ? END_STREAM : 0, stream, bytes);
    }

    WirePeer number(int type, int stream, int number) throws IOException {
        return frame(type, 0, stream, ByteBuffer.allocate(4).putInt(number).array());
    }

    WirePeer goAway(int lastStream, int code) throws IOException {
        return frame(
                GOAWAY,
                0,
                0,
                ByteBuffer.allocate(8).putInt(lastStream).putInt(code).array());
    }

    /** The next frame; SETTINGS are acknowledged. Null at the end of stream. */
    Frame read() throws Exception {
        int first;
        try {
            first = in.read();
        } catch (java.net.SocketException e) {
            return null;
        }
        if (first < 0) {
            return null;
        }
        var length = first << 16 | in.readUnsignedShort();
        var type = in.readUnsignedByte();
        var flags = in.readUnsignedByte();
        var stream = in.readInt();
        var payload = in.readNBytes(length);
        if (type == SETTINGS && (flags & ACK) == 0) {
            frame(SETTINGS, ACK, 0, new byte[0]);
        }
        Http2Headers fields = null;
        if (type == HEADERS) {
            var block = new ByteArrayOutputStream();
            block.writeBytes(payload);
            for (var more = flags; (more & END_HEADERS) == 0; ) {
                var next = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                in.readUnsignedByte();
                more = in.readUnsignedByte();
                in.readInt();
                block.writeBytes(in.readNBytes(next));
            }
            payload = block.toByteArray();
            fields = decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(payload));
        }
        var frame = new Frame(type, flags, stream, payload, fields);
        seen.add(frame);
        return frame;
    }

    /** Reads until a frame of that type that is no acknowledgement. */
    Frame next(int type) throws Exception {
        return next(frame -> frame.type() == type && !(frame.has(ACK) && (type == SETTINGS || type == PING)));
    }

    Frame next(Predicate<Frame> wanted) throws Exception {
        for (var frame = read(); frame != null; frame = read()) {
            if (wanted.test(frame)) {
                return frame;
            }
        }
        throw new AssertionError("the connection ended before such a frame came; seen: " + types());
    }

    /** Reads until the connection ends; whether it ended in order. */
    void untilEnd() throws Exception {
        while (read() != null) {}
    }

    private List<Integer> types() {
        return seen.stream().map(Frame::type).toList();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
