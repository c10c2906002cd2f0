package org.weir.engine.inspect.http1;

import io.netty.buffer.ByteBuf;

/**
 * Whether a client's first bytes are an HTTP/1 request line, as early as it can be known. Strictness begins after that: what is
 * no HTTP is not to be refused but relayed.
 */
final class FirstLine {
    /** The answer so far. */
    enum Is {
        HTTP,
        SOMETHING_ELSE,
        NOT_KNOWN
    }

    private static final String VERSION = "HTTP/1.";

    private int at;
    private int start;
    private boolean method = true;

    /** @param in all bytes so far, from the reader index on; not consumed */
    Is look(ByteBuf in) {
        var from = in.readerIndex();
        var length = in.readableBytes();
        while (at < length) {
            var b = in.getByte(from + at);
            if (method) {
                if (at == start && (b == '\r' || b == '\n')) {
                    start++;
                } else if (b == ' ' && at > start) {
                    method = false;
                } else if (!isMethod(b) || at - start >= Http1Limits.METHOD_BYTES) {
                    return Is.SOMETHING_ELSE;
                }
            } else if (b == '\n') {
                return endsWithVersion(in, from + start, from + at) ? Is.HTTP : Is.SOMETHING_ELSE;
            }
            at++;
        }
        return length > Http1Limits.HEAD_BYTES ? Is.SOMETHING_ELSE : Is.NOT_KNOWN;
    }

    /** Upper case, as all registered methods are: lower case starts too many other things. */
    private static boolean isMethod(byte b) {
        return (b >= 'A' && b <= 'Z') || b == '-' || b == '_';
    }

    private static boolean endsWithVersion(ByteBuf in, int from, int lf) {
        var end = lf > from && in.getByte(lf - 1) == '\r' ? lf - 1 : lf;
        var version = end - VERSION.length() - 1;
        if (version <= from || in.getByte(version - 1) != ' ' || !Octets.isDigit(in.getByte(end - 1))) {
            return false;
        }
        for (var i = 0; i < VERSION.length(); i++) {
            if (in.getByte(version + i) != VERSION.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
