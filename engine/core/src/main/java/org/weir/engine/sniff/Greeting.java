package org.weir.engine.sniff;

import static org.weir.engine.sniff.Bytes.startsLike;
import static org.weir.engine.sniff.Bytes.u16;
import static org.weir.engine.sniff.Bytes.u8;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.weir.engine.flow.Sniffed;
import org.weir.engine.flow.Sniffed.Protocol;
import org.weir.engine.sniff.SniffResult.Done;
import org.weir.engine.sniff.SniffResult.NeedMore;

/**
 * Tells a server's protocol by its greeting. Stateless: a greeting is one short line or packet. The greeting must never
 * be held back for an answer: relay it, and ask again when more came.
 */
public final class Greeting {
    /** RFC 5321, section 4.5.3.1.5: a reply line has at most 512 bytes. */
    private static final int MAX_LINE = 512;

    /** No server's first packet (version, thread id, salt) comes near this. */
    private static final int MAX_MYSQL_PACKET = 1024;

    /** Version, thread id, salt, capabilities: the least a handshake packet holds. */
    private static final int MIN_MYSQL_PACKET = 8;

    private static final Done SSH = known(Protocol.SSH);
    private static final Done SMTP = known(Protocol.SMTP);
    private static final Done FTP = known(Protocol.FTP);
    private static final Done POP3 = known(Protocol.POP3);
    private static final Done IMAP = known(Protocol.IMAP);
    private static final Done MYSQL = known(Protocol.MYSQL);
    private static final Done OTHER = known(Protocol.SERVER_FIRST);

    private static final List<String> POP3_WORDS = List.of("+OK");
    private static final List<String> IMAP_WORDS = List.of("* OK", "* PREAUTH", "* BYE");

    private Greeting() {}

    private static Done known(Protocol protocol) {
        return new Done(new Sniffed(protocol, null, List.of()));
    }

    /**
     * @param bytes all that the server sent so far; not changed
     * @param port the flow's destination port: SMTP and FTP share their greeting's first word
     * @return never {@link Sniffed#UNKNOWN}: what is not known is {@link Protocol#SERVER_FIRST}
     */
    public static SniffResult sniff(ByteBuffer bytes, int port) {
        if (!bytes.hasRemaining()) {
            return new NeedMore(1);
        }
        return switch (u8(bytes, 0)) {
            case 'S' -> ssh(bytes);
            case '2' -> ready(bytes, port);
            case '+' -> words(bytes, POP3_WORDS, POP3);
            case '*' -> words(bytes, IMAP_WORDS, IMAP);
            default -> mysql(bytes);
        };
    }

    private static SniffResult more(ByteBuffer in) {
        return new NeedMore(in.remaining() + 1);
    }

    private static SniffResult ssh(ByteBuffer in) {
        var result = Openers.ssh(in);
        // A MySQL packet may start with the byte 'S' as well: its length is 83.
        return result.equals(Done.UNKNOWN) ? mysql(in) : result instanceof Done ? SSH : result;
    }

    /** One of the words; else these may be the first bytes of a MySQL packet, whose length comes first. */
    private static SniffResult words(ByteBuffer in, List<String> words, Done done) {
        for (var word : words) {
            var result = word(in, word, done);
            if (!result.equals(OTHER)) {
                return result;
            }
        }
        return mysql(in);
    }

    /** The word, then a blank or the line's end. */
    private static SniffResult word(ByteBuffer in, String word, Done done) {
        if (!startsLike(in, word)) {
            return OTHER;
        }
        if (in.remaining() <= word.length()) {
            return more(in);
        }
        var next = u8(in, word.length());
        return next == ' ' || next == '\r' || next == '\n' ? done : OTHER;
    }

    /** "220 " or "220-": SMTP (RFC 5321) or FTP (RFC 959); the line's words tell, else the port. */
    private static SniffResult ready(ByteBuffer in, int port) {
        if (!startsLike(in, "220")) {
            return mysql(in);
        }
        if (in.remaining() < 4) {
            return more(in);
        }
        if (u8(in, 3) != ' ' && u8(in, 3) != '-') {
            return OTHER;
        }
        var byPort = switch (port) {
            case 25, 465, 587, 2525 -> SMTP;
            case 21, 990 -> FTP;
            default -> null;
        };
        if (byPort != null) {
            return byPort;
        }
        var end = 4;
        while (end < in.remaining() && end < MAX_LINE && u8(in, end) != '\n') {
            end++;
        }
        if (end == in.remaining() && end < MAX_LINE) {
            return more(in);
        }
        var line = new byte[end];
        in.get(in.position(), line);
        var text = new String(line, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
        return text.contains("SMTP") ? SMTP : text.contains("FTP") ? FTP : OTHER;
    }

    /** Protocol::HandshakeV10, or an error packet instead of it (too many connections, host not allowed). */
    private static SniffResult mysql(ByteBuffer in) {
        var have = in.remaining();
        if (have > 1) {
            var length = u8(in, 0) | (u8(in, 1) << 8);
            if (length < MIN_MYSQL_PACKET || length > MAX_MYSQL_PACKET) {
                return OTHER;
            }
        }
        if ((have > 2 && u8(in, 2) != 0) || (have > 3 && u8(in, 3) != 0)) {
            return OTHER;
        }
        if (have > 4) {
            var first = u8(in, 4);
            if (first != 0x0a && first != 0xff) {
                return OTHER;
            }
            if (first == 0x0a && have > 5) {
                return u8(in, 5) >= '0' && u8(in, 5) <= '9' ? MYSQL : OTHER;
            }
            if (first == 0xff && have > 6) {
                var code = Short.toUnsignedInt(Short.reverseBytes((short) u16(in, 5)));
                return code >= 1000 && code < 2000 ? MYSQL : OTHER;
            }
        }
        return more(in);
    }
}
