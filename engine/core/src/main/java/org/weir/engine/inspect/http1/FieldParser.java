package org.weir.engine.inspect.http1;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.Headers;

/**
 * Reads field lines (RFC 9112, section 5) and what they say about framing. Used for one section, then thrown away.
 *
 * <p>Lines may end with a bare LF (RFC 9112, section 2.2, allows it to every recipient); a CR elsewhere, a folded line, a blank
 * before the colon or a NUL is refused, because readers disagree about those.
 */
final class FieldParser {
    /** More digits than any length needs, and no overflow. */
    private static final int MAX_LENGTH_DIGITS = 18;

    private static final List<String> CODINGS = List.of("gzip", "x-gzip", "deflate", "compress", "x-compress");

    private final List<Headers.Field> fields = new ArrayList<>(16);
    private @Nullable String host;
    private long length = -1;
    private int codings;
    private boolean chunked;
    private boolean coded;
    private @Nullable String fault;
    private boolean close;
    private boolean keepAlive;
    private boolean upgradeNamed;
    private @Nullable String upgrade;
    private boolean expects;
    private boolean hosts;

    /** Reads up to the empty line, which must be there. */
    void parse(byte[] in, int from, int to) throws BadMessageException {
        var at = from;
        while (true) {
            var lf = at;
            while (in[lf] != '\n') {
                lf++;
            }
            var end = lf > at && in[lf - 1] == '\r' ? lf - 1 : lf;
            if (end == at) {
                return;
            }
            line(in, at, end);
            at = lf + 1;
            if (at >= to) {
                throw new BadMessageException("a head without an end");
            }
        }
    }

    Headers headers() {
        return fields.isEmpty() ? Headers.EMPTY : new Headers(fields);
    }

    /** The first Host field, or null. */
    @Nullable
    String host() {
        return host;
    }

    /** Whether there is more than one Host field. */
    boolean hosts() {
        return hosts;
    }

    Facts facts(boolean http10) {
        var problem = fault;
        if (problem == null && codings > 0) {
            if (length >= 0) {
                problem = "Content-Length together with Transfer-Encoding";
            } else if (!chunked) {
                problem = "a Transfer-Encoding that does not end with chunked";
            } else if (http10) {
                problem = "Transfer-Encoding in HTTP/1.0";
            }
        }
        return new Facts(length, chunked, coded, problem, close, keepAlive, upgradeNamed ? upgrade : null, expects);
    }

    private void line(byte[] in, int from, int end) throws BadMessageException {
        if (Octets.isBlank(in[from])) {
            throw new BadMessageException("a folded field line");
        }
        var colon = from;
        while (colon < end && Octets.isToken(in[colon])) {
            colon++;
        }
        if (colon == end) {
            throw new BadMessageException("a field line without a colon");
        }
        if (in[colon] != ':' || colon == from) {
            throw new BadMessageException(
                    Octets.isBlank(in[colon]) ? "a blank before a field's colon" : "an invalid octet in a field name");
        }
        if (fields.size() == Http1Limits.FIELDS) {
            throw new BadMessageException("more than " + Http1Limits.FIELDS + " fields");
        }
        var start = colon + 1;
        var stop = end;
        while (start < stop && Octets.isBlank(in[start])) {
            start++;
        }
        while (stop > start && Octets.isBlank(in[stop - 1])) {
            stop--;
        }
        for (var i = start; i < stop; i++) {
            if (in[i] == '\r' || in[i] == 0) {
                throw new BadMessageException(in[i] == 0 ? "a NUL in a field" : "a bare CR in a field");
            }
        }
        var value = Words.of(in, start, stop);
        fields.add(new Headers.Field(Words.of(in, from, colon), value));
        note(in, from, colon, start, stop, value);
    }

    private void note(byte[] in, int name, int colon, int start, int stop, String value) {
        switch (colon - name) {
            case 4 -> {
                if (Octets.same(in, name, colon, "host")) {
                    hosts = host != null;
                    host = host == null ? value : host;
                }
            }
            case 6 -> {
                if (Octets.same(in, name, colon, "expect")) {
                    expects |= value.equalsIgnoreCase("100-continue");
                }
            }
            case 7 -> {
                if (Octets.same(in, name, colon, "upgrade")) {
                    upgrade = upgrade == null ? value : upgrade + ", " + value;
                }
            }
            case 10 -> {
                if (Octets.same(in, name, colon, "connection")) {
                    connection(in, start, stop);
                }
            }
            case 14 -> {
                if (Octets.same(in, name, colon, "content-length")) {
                    contentLength(in, start, stop);
                }
            }
            case 17 -> {
                if (Octets.same(in, name, colon, "transfer-encoding")) {
                    transferEncoding(value);
                }
            }
            default -> {
                // Says nothing about framing.
            }
        }
    }

    private void connection(byte[] in, int start, int stop) {
        var from = start;
        while (from < stop) {
            var to = from;
            while (to < stop && in[to] != ',') {
                to++;
            }
            var first = from;
            var last = to;
            while (first < last && Octets.isBlank(in[first])) {
                first++;
            }
            while (last > first && Octets.isBlank(in[last - 1])) {
                last--;
            }
            close |= Octets.same(in, first, last, "close");
            keepAlive |= Octets.same(in, first, last, "keep-alive");
            upgradeNamed |= Octets.same(in, first, last, "upgrade");
            from = to + 1;
        }
    }

    private void contentLength(byte[] in, int start, int stop) {
        var value = 0L;
        var valid = stop > start && stop - start <= MAX_LENGTH_DIGITS;
        for (var i = start; valid && i < stop; i++) {
            valid = Octets.isDigit(in[i]);
            value = value * 10 + (in[i] - '0');
        }
        if (!valid) {
            fault = "an invalid Content-Length";
        } else if (length >= 0 && length != value) {
            fault = "differing Content-Lengths";
        } else {
            length = value;
        }
    }

    /** Known codings and at last chunked, in one field or several; everything else is ambiguous. */
    private void transferEncoding(String value) {
        for (var part : value.split(",", -1)) {
            // Blanks are SP and HTAB only: String.strip takes a vertical tab too, which no server does.
            var coding = trimmed(part);
            codings++;
            if (chunked) {
                fault = "a transfer coding after chunked";
            } else if (coding.equalsIgnoreCase("chunked")) {
                chunked = true;
            } else if (CODINGS.stream().anyMatch(coding::equalsIgnoreCase)) {
                coded = true;
            } else {
                fault = "an unknown transfer coding";
            }
        }
    }

    private static String trimmed(String text) {
        var from = 0;
        var to = text.length();
        while (from < to && (text.charAt(from) == ' ' || text.charAt(from) == '\t')) {
            from++;
        }
        while (to > from && (text.charAt(to - 1) == ' ' || text.charAt(to - 1) == '\t')) {
            to--;
        }
        return text.substring(from, to);
    }
}
