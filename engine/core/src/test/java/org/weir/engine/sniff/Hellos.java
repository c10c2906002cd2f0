package org.weir.engine.sniff;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;

/** Openers of real clients, and hellos made by hand. */
public final class Hellos {
    private Hellos() {}

    /** A capture that lies beside this class as NAME.hex. */
    public static byte[] captured(String name) {
        try (var in = Hellos.class.getResourceAsStream(name + ".hex")) {
            if (in == null) {
                throw new IllegalArgumentException("no capture " + name);
            }
            var hex = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.joining());
            return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first flight of the JDK's own client. */
    public static byte[] jdk(String host, String... alpn) throws Exception {
        var engine = SSLContext.getDefault().createSSLEngine(host, 443);
        engine.setUseClientMode(true);
        var parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(host)));
        parameters.setApplicationProtocols(alpn);
        engine.setSSLParameters(parameters);
        var out = ByteBuffer.allocate(32 * 1024);
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    /** The same handshake message in records of the given sizes; the last size repeats. */
    public static byte[] inRecords(byte[] singleRecord, int... sizes) {
        var message = Arrays.copyOfRange(singleRecord, 5, singleRecord.length);
        var out = new ByteArrayOutputStream();
        var at = 0;
        for (var i = 0; at < message.length; i++) {
            var size = Math.min(sizes[Math.min(i, sizes.length - 1)], message.length - at);
            out.writeBytes(new byte[] {22, 3, 1, (byte) (size >> 8), (byte) size});
            out.write(message, at, size);
            at += size;
        }
        return out.toByteArray();
    }

    /** A hello in one record that names each of these, in an extension of its own. */
    public static byte[] naming(String... hosts) {
        return hello(Arrays.stream(hosts).map(Extension::serverName).toList());
    }

    /** A hello in one record with these extensions (type, content) in order. */
    static byte[] hello(List<Extension> extensions) {
        return record(message(body(extensions)));
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Extension(int type, byte[] content) {
        static Extension serverName(String name) {
            var bytes = name.getBytes(StandardCharsets.UTF_8);
            var out = new Out();
            out.u16(bytes.length + 3).u8(0).u16(bytes.length).bytes(bytes);
            return new Extension(0, out.toByteArray());
        }

        static Extension alpn(byte[]... names) {
            var list = new Out();
            for (var name : names) {
                list.u8(name.length).bytes(name);
            }
            var out = new Out();
            out.u16(list.size()).bytes(list.toByteArray());
            return new Extension(16, out.toByteArray());
        }

        static Extension filler(int type, int size, long seed) {
            var content = new byte[size];
            new Random(seed).nextBytes(content);
            return new Extension(type, content);
        }
    }

    static byte[] body(List<Extension> extensions) {
        var out = new Out();
        out.u16(0x0303).bytes(new byte[32]).u8(32).bytes(new byte[32]);
        out.u16(4).u16(0x0a0a).u16(0x1301).u8(1).u8(0); // the first suite is a GREASE one
        var list = new Out();
        for (var e : extensions) {
            list.u16(e.type()).u16(e.content().length).bytes(e.content());
        }
        return out.u16(list.size()).bytes(list.toByteArray()).toByteArray();
    }

    static byte[] message(byte[] body) {
        return new Out()
                .u8(1)
                .u8(body.length >> 16)
                .u16(body.length & 0xffff)
                .bytes(body)
                .toByteArray();
    }

    static byte[] record(byte[] message) {
        return new Out().u8(22).u16(0x0301).u16(message.length).bytes(message).toByteArray();
    }

    /** Writes big-endian. */
    static final class Out extends ByteArrayOutputStream {
        Out u8(int v) {
            write(v);
            return this;
        }

        Out u16(int v) {
            return u8(v >> 8).u8(v);
        }

        Out bytes(byte[] v) {
            writeBytes(v);
            return this;
        }
    }
}
