package org.weir.engine.sniff;

import static org.weir.engine.sniff.Bytes.u16;
import static org.weir.engine.sniff.Bytes.u8;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.Sniffed;
import org.weir.engine.flow.Sniffed.Protocol;
import org.weir.engine.sniff.SniffResult.Done;

/** Reads server name (RFC 6066) and ALPN (RFC 7301) out of one complete ClientHello. Lengths that lie end the reading. */
final class HelloBody {
    /** Version, random, empty session id, one cipher suite, one compression method. */
    static final int MIN_LENGTH = 2 + 32 + 1 + 4 + 2;

    private static final int SERVER_NAME = 0;
    private static final int ALPN = 16;
    private static final int HOST_NAME = 0;

    /** More offers than any client makes; a bound on what a hostile hello costs. */
    private static final int MAX_ALPN = 32;

    private final ByteBuffer in;
    private @Nullable String host;
    private List<String> alpn = List.of();

    private HelloBody(ByteBuffer in) {
        this.in = in;
    }

    /** @param at where the message's body starts, relative to the buffer's position */
    static Done read(ByteBuffer in, int at, int length) {
        var body = new HelloBody(in);
        if (!body.readBody(at, at + length) || (body.host == null && body.alpn.isEmpty())) {
            return TlsHello.NO_NAME;
        }
        return new Done(new Sniffed(Protocol.TLS, body.host, body.alpn));
    }

    /** False when the body is not made as RFC 8446 says: then nothing of it is believed. */
    private boolean readBody(int from, int end) {
        var at = from + 2 + 32;
        at = skip8(at, end);
        at = skip16(at, end);
        at = skip8(at, end);
        if (at < 0) {
            return false;
        }
        if (at == end) {
            return true; // TLS 1.0 to 1.2 without extensions
        }
        return at + 2 <= end && at + 2 + u16(in, at) == end && readExtensions(at + 2, end);
    }

    private boolean readExtensions(int from, int end) {
        var at = from;
        while (at < end) {
            if (at + 4 > end) {
                return false;
            }
            var type = u16(in, at);
            var start = at + 4;
            at = start + u16(in, at + 2);
            if (at > end
                    || (type == SERVER_NAME && !readServerName(start, at))
                    || (type == ALPN && !readAlpn(start, at))) {
                return false;
            }
        }
        return true;
    }

    private boolean readServerName(int from, int end) {
        if (from + 2 > end || from + 2 + u16(in, from) != end) {
            return false;
        }
        for (var at = from + 2; at < end; ) {
            if (at + 3 > end) {
                return false;
            }
            var start = at + 3;
            var stop = start + u16(in, at + 1);
            if (stop > end) {
                return false;
            }
            if (u8(in, at) == HOST_NAME && host == null) {
                var text = HostName.text(in, start, stop);
                host = text == null ? null : HostName.normalise(text);
            }
            at = stop;
        }
        return true;
    }

    private boolean readAlpn(int from, int end) {
        if (from + 2 > end || from + 2 + u16(in, from) != end) {
            return false;
        }
        var names = new ArrayList<String>(4);
        for (var at = from + 2; at < end; ) {
            var start = at + 1;
            at = start + u8(in, at);
            if (at > end || at == start) {
                return false;
            }
            var name = protocolName(start, at);
            if (name != null && names.size() < MAX_ALPN) {
                names.add(name);
            }
        }
        alpn = names;
        return true;
    }

    /** Null for what is not printable ASCII: GREASE values (RFC 8701) are not. */
    private @Nullable String protocolName(int from, int to) {
        if (to - from == 2 && u8(in, from) == 'h' && u8(in, from + 1) == '2') {
            return "h2";
        }
        var bytes = new byte[to - from];
        for (var i = from; i < to; i++) {
            var c = u8(in, i);
            if (c <= 0x20 || c >= 0x7f) {
                return null;
            }
            bytes[i - from] = (byte) c;
        }
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private int skip8(int at, int end) {
        return at < 0 || at + 1 > end || at + 1 + u8(in, at) > end ? -1 : at + 1 + u8(in, at);
    }

    private int skip16(int at, int end) {
        return at < 0 || at + 2 > end || at + 2 + u16(in, at) > end ? -1 : at + 2 + u16(in, at);
    }
}
