package org.weir.engine.inspect.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of a ClientHello (RFC 8446, section 4.1.2) decides whether and how it can be answered by us.
 *
 * @param serverName as the app wrote it, in lower case; or null
 * @param alpn the protocols offered, in order, without GREASE values
 * @param versions the versions offered, as on the wire (0x0303, 0x0304...)
 * @param suites cipher suites, as on the wire
 * @param groups key exchange groups; empty when the extension is missing
 * @param signatures signature schemes; empty when the extension is missing
 * @param earlyData whether application data follows the hello without waiting for us
 * @param length octets of the handshake message, without its header of four
 */
record ClientHello(
        @Nullable String serverName,
        List<String> alpn,
        Set<Integer> versions,
        Set<Integer> suites,
        Set<Integer> groups,
        Set<Integer> signatures,
        boolean earlyData,
        int length) {

    private static final int RECORD_HEADER = 5;
    private static final int MESSAGE_HEADER = 4;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;

    private static final int SERVER_NAME = 0;
    private static final int HOST_NAME = 0;
    private static final int SUPPORTED_GROUPS = 10;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int ALPN = 16;
    private static final int EARLY_DATA = 42;
    private static final int SUPPORTED_VERSIONS = 43;

    ClientHello {
        alpn = List.copyOf(alpn);
        versions = Set.copyOf(versions);
        suites = Set.copyOf(suites);
        groups = Set.copyOf(groups);
        signatures = Set.copyOf(signatures);
    }

    /** Reads the first bytes of a connection, which stay as they are. Empty: no whole, well-formed hello. */
    static Optional<ClientHello> read(List<ByteBuf> bytes) {
        var total = bytes.stream().mapToInt(ByteBuf::readableBytes).sum();
        var all = new byte[total];
        var at = 0;
        for (var buffer : bytes) {
            var size = buffer.readableBytes();
            buffer.getBytes(buffer.readerIndex(), all, at, size);
            at += size;
        }
        return read(all);
    }

    static Optional<ClientHello> read(byte[] bytes) {
        try {
            return Optional.of(new Reader(message(bytes)).hello());
        } catch (MalformedException | IndexOutOfBoundsException _) {
            return Optional.empty();
        }
    }

    /** The handshake message, put together from its records. */
    private static byte[] message(byte[] in) throws MalformedException {
        var out = new byte[in.length];
        var filled = 0;
        for (var at = 0; ; ) {
            if (in[at] != HANDSHAKE || in[at + 1] != 3) {
                throw new MalformedException();
            }
            var size = u16(in, at + 3);
            if (size == 0) {
                throw new MalformedException();
            }
            System.arraycopy(in, at + RECORD_HEADER, out, filled, Math.min(size, in.length - at - RECORD_HEADER));
            filled += size;
            at += RECORD_HEADER + size;
            if (filled >= MESSAGE_HEADER) {
                var length = MESSAGE_HEADER + ((out[1] & 0xff) << 16 | u16(out, 2));
                if (out[0] != CLIENT_HELLO) {
                    throw new MalformedException();
                }
                if (filled >= length && at <= in.length) {
                    return java.util.Arrays.copyOf(out, length);
                }
            }
        }
    }

    private static int u16(byte[] in, int at) {
        return (in[at] & 0xff) << 8 | (in[at + 1] & 0xff);
    }

    /** A length lies, or something that must be there is not. */
    private static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** Reads one message. Reading past the array is reading past the message. */
    private static final class Reader {
        private final byte[] in;
        private @Nullable String serverName;
        private final List<String> alpn = new ArrayList<>();
        private final Set<Integer> versions = new HashSet<>();
        private final Set<Integer> suites = new HashSet<>();
        private final Set<Integer> groups = new HashSet<>();
        private final Set<Integer> signatures = new HashSet<>();
        private boolean earlyData;

        Reader(byte[] in) {
            this.in = in;
        }

        ClientHello hello() throws MalformedException {
            var legacyVersion = u16(in, MESSAGE_HEADER);
            var at = MESSAGE_HEADER + 2 + 32;
            at += 1 + (in[at] & 0xff);
            var suitesEnd = at + 2 + u16(in, at);
            numbers(at + 2, suitesEnd, suites);
            at = suitesEnd;
            at += 1 + (in[at] & 0xff);
            if (at < in.length) {
                if (at + 2 + u16(in, at) != in.length) {
                    throw new MalformedException();
                }
                extensions(at + 2);
            } else if (at != in.length) {
                throw new MalformedException();
            }
            if (versions.isEmpty()) {
                versions.add(legacyVersion);
                if (legacyVersion == Version.TLS12) {
                    // Without the extension 1.2 is the newest, and older ones go with it.
                    versions.add(Version.TLS11);
                }
            }
            return new ClientHello(
                    serverName, alpn, versions, suites, groups, signatures, earlyData, in.length - MESSAGE_HEADER);
        }

        private void extensions(int from) throws MalformedException {
            for (var at = from; at < in.length; ) {
                var type = u16(in, at);
                var start = at + 4;
                var end = start + u16(in, at + 2);
                if (end > in.length) {
                    throw new MalformedException();
                }
                switch (type) {
                    case SERVER_NAME -> serverName(start, end);
                    case ALPN -> alpn(start, end);
                    case SUPPORTED_VERSIONS -> numbers(start + 1, end, versions);
                    case SUPPORTED_GROUPS -> numbers(start + 2, end, groups);
                    case SIGNATURE_ALGORITHMS -> numbers(start + 2, end, signatures);
                    case EARLY_DATA -> earlyData = true;
                    default -> {}
                }
                at = end;
            }
        }

        private void serverName(int start, int end) throws MalformedException {
            for (var at = start + 2; at < end; ) {
                var from = at + 3;
                var to = from + u16(in, at + 1);
                if (to > end) {
                    throw new MalformedException();
                }
                if (in[at] == HOST_NAME) {
                    // One name, in one extension (RFC 6066, section 3; RFC 8446, section 4.2). Of two, rules might go
                    // by
                    // one, the certificate by the other, and the server by either.
                    if (serverName != null) {
                        throw new MalformedException();
                    }
                    serverName = new String(in, from, to - from, StandardCharsets.ISO_8859_1)
                            .toLowerCase(java.util.Locale.ROOT);
                }
                at = to;
            }
        }

        private void alpn(int start, int end) throws MalformedException {
            for (var at = start + 2; at < end; ) {
                var from = at + 1;
                var to = from + (in[at] & 0xff);
                if (to > end || to == from) {
                    throw new MalformedException();
                }
                if (!grease(from, to)) {
                    alpn.add(new String(in, from, to - from, StandardCharsets.ISO_8859_1));
                }
                at = to;
            }
        }

        /** RFC 8701: two equal bytes that end in 0xA. */
        private boolean grease(int from, int to) {
            return to - from == 2 && in[from] == in[from + 1] && (in[from] & 0x0f) == 0x0a;
        }

        private void numbers(int start, int end, Set<Integer> into) throws MalformedException {
            if (end > in.length || start > end || (end - start) % 2 != 0) {
                throw new MalformedException();
            }
            for (var at = start; at < end; at += 2) {
                into.add(u16(in, at));
            }
        }
    }

    /** Versions as on the wire. */
    static final class Version {
        static final int TLS11 = 0x0302;
        static final int TLS12 = 0x0303;
        static final int TLS13 = 0x0304;

        private Version() {}

        static String text(int version) {
            return switch (version) {
                case 0x0300 -> "SSLv3";
                case 0x0301 -> "TLSv1";
                case TLS11 -> "TLSv1.1";
                case TLS12 -> "TLSv1.2";
                case TLS13 -> "TLSv1.3";
                default -> "0x" + Integer.toHexString(version);
            };
        }
    }
}
