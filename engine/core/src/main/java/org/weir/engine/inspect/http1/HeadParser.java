package org.weir.engine.inspect.http1;

import org.weir.engine.http.RequestHead;
import org.weir.engine.http.RequestHead.Version;
import org.weir.engine.http.ResponseHead;

/** Reads whole heads, from the first octet to the empty line: RFC 9112, sections 2 to 5. Pure. */
final class HeadParser {
    private static final String VERSION = "HTTP/1.";

    private HeadParser() {}

    /**
     * @param scheme of the connection; an absolute target brings its own
     * @param to behind the empty line
     */
    static ParsedRequest request(byte[] in, int from, int to, String scheme) throws BadMessageException {
        var at = skipEmptyLines(in, from, to);
        var methodEnd = at;
        while (methodEnd < to && Octets.isToken(in[methodEnd])) {
            methodEnd++;
        }
        if (methodEnd == at || methodEnd == to || in[methodEnd] != ' ' || methodEnd - at > Http1Limits.METHOD_BYTES) {
            throw new BadMessageException("an invalid method");
        }
        var target = methodEnd + 1;
        var targetEnd = target;
        while (targetEnd < to && Octets.isTarget(in[targetEnd])) {
            targetEnd++;
        }
        if (targetEnd == target || targetEnd == to || in[targetEnd] != ' ') {
            throw new BadMessageException("an invalid request target");
        }
        var version = version(in, targetEnd + 1, to);
        var lineEnd = endOfLine(in, targetEnd + 1 + VERSION.length() + 1, to);
        if (version == null || lineEnd < 0) {
            throw new BadMessageException("an invalid request line");
        }
        var fields = new FieldParser();
        fields.parse(in, lineEnd, to);
        if (fields.hosts()) {
            throw new BadMessageException("more than one Host");
        }
        var method = Words.of(in, at, methodEnd);
        var text = Words.of(in, target, targetEnd);
        var head = Targets.head(version, method, scheme, text, fields.host(), fields.headers());
        return new ParsedRequest(head, text, fields.facts(version == Version.HTTP_1_0));
    }

    static ParsedResponse response(byte[] in, int from, int to) throws BadMessageException {
        var at = skipEmptyLines(in, from, to);
        var version = version(in, at, to);
        var status = at + VERSION.length() + 2;
        if (version == null || status + 3 > to || in[status - 1] != ' ') {
            throw new BadMessageException("an invalid status line");
        }
        var code = 0;
        for (var i = status; i < status + 3; i++) {
            if (!Octets.isDigit(in[i])) {
                throw new BadMessageException("an invalid status");
            }
            code = code * 10 + (in[i] - '0');
        }
        if (code < 100 || code > 599) {
            throw new BadMessageException("an invalid status");
        }
        var reason = status + 3;
        var lf = reason;
        while (in[lf] != '\n') {
            if (in[lf] == 0) {
                throw new BadMessageException("a NUL in the status line");
            }
            lf++;
        }
        var reasonEnd = lf > reason && in[lf - 1] == '\r' ? lf - 1 : lf;
        if (reason < reasonEnd) {
            if (in[reason] != ' ') {
                throw new BadMessageException("an invalid status line");
            }
            reason++;
        }
        for (var i = reason; i < reasonEnd; i++) {
            if (in[i] == '\r') {
                throw new BadMessageException("a bare CR in the status line");
            }
        }
        var fields = new FieldParser();
        fields.parse(in, lf + 1, to);
        var head = new ResponseHead(version, code, Words.of(in, reason, reasonEnd), fields.headers());
        return new ParsedResponse(head, fields.facts(version == Version.HTTP_1_0));
    }

    /** Empty lines before a message: RFC 9112, section 2.2. */
    private static int skipEmptyLines(byte[] in, int from, int to) {
        var at = from;
        while (at < to) {
            if (in[at] == '\n') {
                at++;
            } else if (in[at] == '\r' && at + 1 < to && in[at + 1] == '\n') {
                at += 2;
            } else {
                return at;
            }
        }
        return at;
    }

    private static RequestHead.@org.jspecify.annotations.Nullable Version version(byte[] in, int at, int to) {
        if (at + VERSION.length() >= to) {
            return null;
        }
        for (var i = 0; i < VERSION.length(); i++) {
            if (in[at + i] != VERSION.charAt(i)) {
                return null;
            }
        }
        var minor = in[at + VERSION.length()];
        if (!Octets.isDigit(minor)) {
            return null;
        }
        // A higher minor version is framed as 1.1: RFC 9110, section 2.5.
        return minor == '0' ? Version.HTTP_1_0 : Version.HTTP_1_1;
    }

    /** Behind the line end that must be here, or -1. */
    private static int endOfLine(byte[] in, int at, int to) {
        if (at < to && in[at] == '\n') {
            return at + 1;
        }
        return at + 1 < to && in[at] == '\r' && in[at + 1] == '\n' ? at + 2 : -1;
    }
}
