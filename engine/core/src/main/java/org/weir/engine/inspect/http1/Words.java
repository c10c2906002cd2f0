package org.weir.engine.inspect.http1;

import java.util.List;

/** Strings that nearly every message holds, so that parsing does not make them anew. Immutable. */
final class Words {
    private static final int SLOTS = 1024;

    private static final List<String> FIELD_NAMES = List.of(
            "Accept",
            "Accept-Charset",
            "Accept-Encoding",
            "Accept-Language",
            "Accept-Ranges",
            "Access-Control-Allow-Credentials",
            "Access-Control-Allow-Headers",
            "Access-Control-Allow-Methods",
            "Access-Control-Allow-Origin",
            "Access-Control-Expose-Headers",
            "Access-Control-Max-Age",
            "Access-Control-Request-Headers",
            "Access-Control-Request-Method",
            "Age",
            "Allow",
            "Alt-Svc",
            "Authorization",
            "Cache-Control",
            "Connection",
            "Content-Disposition",
            "Content-Encoding",
            "Content-Language",
            "Content-Length",
            "Content-Location",
            "Content-Range",
            "Content-Security-Policy",
            "Content-Type",
            "Cookie",
            "Cross-Origin-Opener-Policy",
            "Cross-Origin-Resource-Policy",
            "DNT",
            "Date",
            "ETag",
            "Expect",
            "Expires",
            "Forwarded",
            "Host",
            "If-Match",
            "If-Modified-Since",
            "If-None-Match",
            "If-Range",
            "If-Unmodified-Since",
            "Keep-Alive",
            "Last-Modified",
            "Link",
            "Location",
            "Origin",
            "Pragma",
            "Priority",
            "Proxy-Connection",
            "Range",
            "Referer",
            "Referrer-Policy",
            "Retry-After",
            "Sec-Fetch-Dest",
            "Sec-Fetch-Mode",
            "Sec-Fetch-Site",
            "Sec-Fetch-User",
            "Sec-WebSocket-Accept",
            "Sec-WebSocket-Extensions",
            "Sec-WebSocket-Key",
            "Sec-WebSocket-Protocol",
            "Sec-WebSocket-Version",
            "Server",
            "Server-Timing",
            "Set-Cookie",
            "Strict-Transport-Security",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade",
            "Upgrade-Insecure-Requests",
            "User-Agent",
            "Vary",
            "Via",
            "X-Content-Type-Options",
            "X-Forwarded-For",
            "X-Forwarded-Proto",
            "X-Frame-Options",
            "X-Powered-By",
            "X-Requested-With",
            "X-XSS-Protection");

    private static final List<String> OTHERS = List.of(
            "GET",
            "HEAD",
            "POST",
            "PUT",
            "DELETE",
            "OPTIONS",
            "PATCH",
            "CONNECT",
            "TRACE",
            "OK",
            "Not Found",
            "Not Modified",
            "No Content",
            "Found",
            "Moved Permanently",
            "Created",
            "Partial Content",
            "Bad Request",
            "Switching Protocols",
            "Continue",
            "*/*",
            "/",
            "close",
            "keep-alive",
            "chunked",
            "gzip, deflate, br",
            "gzip, deflate, br, zstd",
            "no-cache",
            "0");

    private static final String[] TABLE = table();

    private Words() {}

    private static String[] table() {
        var table = new String[SLOTS];
        for (var name : FIELD_NAMES) {
            put(table, name);
            put(table, name.toLowerCase(java.util.Locale.ROOT));
        }
        OTHERS.forEach(word -> put(table, word));
        return table;
    }

    /** The first in a slot stays: a table without collisions needs no probing, and a miss costs one string. */
    private static void put(String[] table, String word) {
        var slot = slot(word.length(), word.charAt(0), word.charAt(word.length() / 2), word.charAt(word.length() - 1));
        if (table[slot] == null) {
            table[slot] = word;
        }
    }

    private static int slot(int length, int first, int middle, int last) {
        var mixed = ((length * 31 + first) * 31 + middle) * 31 + last;
        return (mixed ^ (mixed >>> 10)) & (SLOTS - 1);
    }

    /** These octets as a string. */
    static String of(byte[] in, int from, int to) {
        var length = to - from;
        if (length == 0) {
            return "";
        }
        var known = TABLE[slot(length, in[from] & 0xff, in[from + length / 2] & 0xff, in[to - 1] & 0xff)];
        return known != null && matches(known, in, from, length) ? known : Octets.text(in, from, to);
    }

    private static boolean matches(String word, byte[] in, int from, int length) {
        if (word.length() != length) {
            return false;
        }
        for (var i = 0; i < length; i++) {
            if (word.charAt(i) != in[from + i]) {
                return false;
            }
        }
        return true;
    }
}
