package org.weir.engine.sniff;

import static org.weir.engine.sniff.Bytes.i32;
import static org.weir.engine.sniff.Bytes.startsLike;
import static org.weir.engine.sniff.Bytes.u16;
import static org.weir.engine.sniff.Bytes.u8;

import java.nio.ByteBuffer;
import java.util.List;
import org.weir.engine.flow.Sniffed;
import org.weir.engine.flow.Sniffed.Protocol;
import org.weir.engine.sniff.SniffResult.Done;
import org.weir.engine.sniff.SniffResult.NeedMore;

/** Short openers: each is read from the start every time, at most some hundred bytes. The first byte is checked already. */
final class Openers {
    private static final Done SSH = known(Protocol.SSH);
    private static final Done SOCKS = known(Protocol.SOCKS);
    private static final Done BITTORRENT = known(Protocol.BITTORRENT);
    private static final Done RDP = known(Protocol.RDP);
    private static final Done POSTGRESQL = known(Protocol.POSTGRESQL);
    private static final Done MQTT = known(Protocol.MQTT);

    /** BEP 3: length 19 and this text. */
    private static final String BITTORRENT_GREETING = "\u0013BitTorrent protocol";

    /** Longest user id or name of SOCKS4 that is waited for; both end with NUL and have no limit of their own. */
    private static final int MAX_SOCKS4_TEXT = 255;

    /** PostgreSQL frontend protocol: SSLRequest and GSSENCRequest. */
    private static final int PG_SSL = 80_877_103;

    private static final int PG_GSS = 80_877_104;
    private static final int PG_VERSION_3 = 3;

    /** A start-up packet is bounded by the server at 10,000 bytes. */
    private static final int PG_MAX_STARTUP = 10_000;

    /** X.224 counts its header in one byte. */
    private static final int RDP_MAX_REQUEST = 255 + 5;

    private static final int UNENDED = -1;
    private static final int INVALID = -2;

    private Openers() {}

    private static Done known(Protocol protocol) {
        return new Done(new Sniffed(protocol, null, List.of()));
    }

    private static NeedMore more(ByteBuffer in) {
        return new NeedMore(in.remaining() + 1);
    }

    /** RFC 4253, section 4.2: "SSH-2.0-" (or 1.x). */
    static SniffResult ssh(ByteBuffer in) {
        var have = in.remaining();
        if (!startsLike(in, "SSH-")
                || (have > 4 && u8(in, 4) != '1' && u8(in, 4) != '2')
                || (have > 5 && u8(in, 5) != '.')) {
            return Done.UNKNOWN;
        }
        return have < 6 ? more(in) : SSH;
    }

    static SniffResult bittorrent(ByteBuffer in) {
        if (!startsLike(in, BITTORRENT_GREETING)) {
            return Done.UNKNOWN;
        }
        return in.remaining() < BITTORRENT_GREETING.length() ? new NeedMore(in.remaining() + 1) : BITTORRENT;
    }

    /** RFC 1928, section 3: version 5, count, that many methods; assigned (0 to 9) or private (0x80 to 0xfe). */
    static SniffResult socks5(ByteBuffer in) {
        var have = in.remaining();
        if (have < 2) {
            return more(in);
        }
        var end = 2 + u8(in, 1);
        if (end == 2) {
            return Done.UNKNOWN;
        }
        for (var i = 2; i < Math.min(have, end); i++) {
            var method = u8(in, i);
            if ((method > 9 && method < 0x80) || method == 0xff) {
                return Done.UNKNOWN;
            }
        }
        return have < end ? more(in) : SOCKS;
    }

    /** SOCKS4 and 4a: version 4, command, port, address, user id, NUL; with 0.0.0.x a name and NUL. */
    static SniffResult socks4(ByteBuffer in) {
        var have = in.remaining();
        if (have > 1 && u8(in, 1) != 1 && u8(in, 1) != 2) {
            return Done.UNKNOWN;
        }
        if (have < 8) {
            return more(in);
        }
        var address = i32(in, 4);
        if (u16(in, 2) == 0 || address == 0) {
            return Done.UNKNOWN;
        }
        var user = text(in, 8);
        if (user < 0) {
            return user == UNENDED ? more(in) : Done.UNKNOWN;
        }
        if (address >>> 8 != 0) {
            return SOCKS;
        }
        var name = text(in, user + 1);
        if (name < 0) {
            return name == UNENDED ? more(in) : Done.UNKNOWN;
        }
        var host = HostName.text(in, user + 1, name);
        return new Done(new Sniffed(Protocol.SOCKS, host == null ? null : HostName.normalise(host), List.of()));
    }

    /** Offset of the NUL that ends a printable text, or one of the two above. */
    private static int text(ByteBuffer in, int from) {
        for (var i = from; i < in.remaining(); i++) {
            var c = u8(in, i);
            if (c == 0) {
                return i;
            }
            if (c < 0x20 || c == 0x7f || i - from == MAX_SOCKS4_TEXT) {
                return INVALID;
            }
        }
        return UNENDED;
    }

    /** MS-RDPBCGR, section 2.2.1.1: TPKT (RFC 1006) around an X.224 connection request to reference 0. */
    static SniffResult rdp(ByteBuffer in) {
        var have = in.remaining();
        for (var i = 1; i < Math.min(have, 8); i++) {
            var b = u8(in, i);
            var fits = switch (i) {
                case 2 -> b <= 1;
                case 3 -> u16(in, 2) >= 11 && u16(in, 2) <= RDP_MAX_REQUEST;
                case 4 -> b == u16(in, 2) - 5;
                case 5 -> b == 0xe0;
                default -> b == 0;
            };
            if (!fits) {
                return Done.UNKNOWN;
            }
        }
        return have < 8 ? more(in) : RDP;
    }

    /** StartupMessage of version 3, SSLRequest or GSSENCRequest: length, then code. */
    static SniffResult postgresql(ByteBuffer in) {
        var have = in.remaining();
        if ((have > 1 && u8(in, 1) != 0) || (have > 3 && (u16(in, 2) < 8 || u16(in, 2) > PG_MAX_STARTUP))) {
            return Done.UNKNOWN;
        }
        if (have < 5) {
            return more(in);
        }
        var request = u16(in, 2) == 8;
        var expected = request ? PG_SSL : PG_VERSION_3 << 16;
        for (var i = 4; i < Math.min(have, 8); i++) {
            var shift = (7 - i) * 8;
            var b = u8(in, i);
            if (b == (expected >>> shift & 0xff)) {
                continue;
            }
            // Minor versions: 0, 2 and what comes; GSSENCRequest differs from SSLRequest in the last byte.
            if (i == 7 && (request ? b == (PG_GSS & 0xff) : b < 16)) {
                continue;
            }
            return Done.UNKNOWN;
        }
        return have < 8 ? more(in) : POSTGRESQL;
    }

    /** MQTT 3.1.1 and 5, section 3.1: CONNECT, variable length, "MQTT" (or "MQIsdp" of 3.1). */
    static SniffResult mqtt(ByteBuffer in) {
        var have = in.remaining();
        var at = 1;
        while (at < have && u8(in, at) >= 0x80) {
            if (++at > 4) {
                return Done.UNKNOWN;
            }
        }
        at++;
        for (var i = 0; at + i < have && i < 4; i++) {
            var b = u8(in, at + i);
            var fits = switch (i) {
                case 0 -> b == 0;
                case 1 -> b == 4 || b == 6;
                case 2 -> b == 'M';
                default -> b == 'Q';
            };
            if (!fits) {
                return Done.UNKNOWN;
            }
        }
        return have < at + 4 ? more(in) : MQTT;
    }
}
