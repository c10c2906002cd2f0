package org.weir.engine.sniff;

import static org.weir.engine.sniff.Bytes.u8;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.Sniffed;
import org.weir.engine.flow.Sniffed.Protocol;
import org.weir.engine.sniff.SniffResult.Done;
import org.weir.engine.sniff.SniffResult.NeedMore;

/**
 * Reads an HTTP/1 request head (RFC 9112) up to the name it asks for, each byte once; also HTTP/2 with prior knowledge
 * (RFC 9113, section 3.4), whose name is packed away behind the preface. The name is that of an absolute-form or CONNECT
 * target, else of the first Host field.
 */
final class HttpHead {
    /** HTTP of which no name is known. */
    static final Done NO_NAME = new Done(new Sniffed(Protocol.HTTP, null, List.of()));

    /** Longer than every registered method (the longest has 17 letters). */
    private static final int MAX_METHOD = 24;

    private static final String VERSION_1 = "HTTP/1.";
    private static final String VERSION_2 = "HTTP/2.0";
    private static final String CONNECT = "CONNECT";
    private static final String PREFACE_METHOD = "PRI";
    private static final String HOST = "host:";

    private enum Part {
        METHOD,
        TARGET,
        VERSION,
        FIELDS
    }

    private Part part = Part.METHOD;
    /** The next byte to look at. */
    private int at;
    /** Where the present part, or field line, starts. */
    private int start;

    private int methodEnd;
    private int targetEnd;

    /** Whether a whole request line was read. */
    boolean isHttp() {
        return part == Part.FIELDS;
    }

    SniffResult feed(ByteBuffer in) {
        while (at < in.remaining()) {
            var c = u8(in, at);
            var result = switch (part) {
                case METHOD -> method(c);
                case TARGET -> target(in, c);
                case VERSION -> version(in, c);
                case FIELDS -> c == '\n' ? field(in) : null;
            };
            if (result != null) {
                return result;
            }
            at++;
        }
        return new NeedMore(in.remaining() + 1);
    }

    /** Upper case and hyphens: all registered methods are, and lower case starts too many other things. */
    private @Nullable Done method(int c) {
        if (c == ' ' && at > 0) {
            methodEnd = at;
            enter(Part.TARGET);
            return null;
        }
        return ((c >= 'A' && c <= 'Z') || (c == '-' && at > 0)) && at < MAX_METHOD ? null : Done.UNKNOWN;
    }

    private @Nullable Done target(ByteBuffer in, int c) {
        if (at == start) {
            return startsTarget(in, c) ? null : Done.UNKNOWN;
        }
        if (c == ' ') {
            targetEnd = at;
            enter(Part.VERSION);
            return null;
        }
        return c > 0x20 && c != 0x7f ? null : Done.UNKNOWN;
    }

    /** "/path", "*", or a scheme, name or address; a proxy's CONNECT takes only the latter. */
    private boolean startsTarget(ByteBuffer in, int c) {
        var name = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '[' || c == '_';
        return name || (!methodIs(in, CONNECT) && (c == '/' || c == '*'));
    }

    private @Nullable Done version(ByteBuffer in, int c) {
        var i = at - start;
        var preface = methodIs(in, PREFACE_METHOD);
        var text = preface ? VERSION_2 : VERSION_1;
        if (i < text.length()) {
            return c == text.charAt(i) ? null : Done.UNKNOWN;
        }
        var digits = preface ? 0 : 1;
        if (i < text.length() + digits) {
            return c >= '0' && c <= '9' ? null : Done.UNKNOWN;
        }
        if (c == '\r' && i == text.length() + digits) {
            return null;
        }
        if (c != '\n') {
            return Done.UNKNOWN;
        }
        enter(Part.FIELDS);
        return preface ? NO_NAME : ofTarget(in);
    }

    /** The answer when the request line alone gives it; a target with a name wins over Host (RFC 9112, section 3.2.2). */
    private @Nullable Done ofTarget(ByteBuffer in) {
        var from = methodEnd + 1;
        if (methodIs(in, CONNECT)) {
            return named(in, from, targetEnd);
        }
        var first = u8(in, from);
        if (first == '/' || first == '*') {
            return null;
        }
        var i = from;
        while (i < targetEnd && u8(in, i) != ':' && u8(in, i) != '/') {
            i++;
        }
        if (i + 2 >= targetEnd || u8(in, i) != ':' || u8(in, i + 1) != '/' || u8(in, i + 2) != '/') {
            return null;
        }
        var authority = i + 3;
        var end = authority;
        while (end < targetEnd && u8(in, end) != '/' && u8(in, end) != '?' && u8(in, end) != '#') {
            if (u8(in, end) == '@') {
                authority = end + 1;
            }
            end++;
        }
        return named(in, authority, end);
    }

    private @Nullable Done field(ByteBuffer in) {
        var from = start;
        var end = at > from && u8(in, at - 1) == '\r' ? at - 1 : at;
        start = at + 1;
        if (from == end) {
            return NO_NAME;
        }
        if (end - from < HOST.length()) {
            return null;
        }
        for (var i = 0; i < HOST.length(); i++) {
            if ((u8(in, from + i) | 0x20) != (HOST.charAt(i) | 0x20)) {
                return null;
            }
        }
        from += HOST.length();
        while (from < end && isBlank(u8(in, from))) {
            from++;
        }
        while (end > from && isBlank(u8(in, end - 1))) {
            end--;
        }
        return named(in, from, end);
    }

    private static Done named(ByteBuffer in, int from, int to) {
        var text = HostName.text(in, from, to);
        var host = text == null ? null : HostName.ofAuthority(text);
        return host == null ? NO_NAME : new Done(new Sniffed(Protocol.HTTP, host, List.of()));
    }

    private boolean methodIs(ByteBuffer in, String name) {
        if (methodEnd != name.length()) {
            return false;
        }
        for (var i = 0; i < methodEnd; i++) {
            if (u8(in, i) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void enter(Part next) {
        part = next;
        start = at + 1;
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }
}
