package org.weir.engine.inspect.http1;

import java.nio.charset.StandardCharsets;

/** Classes of octets: RFC 9110, section 5.6. */
final class Octets {
    private static final boolean[] TOKEN = new boolean[256];

    static {
        for (var c = '0'; c <= '9'; c++) {
            TOKEN[c] = true;
        }
        for (var c = 'a'; c <= 'z'; c++) {
            TOKEN[c] = true;
            TOKEN[c - 'a' + 'A'] = true;
        }
        for (var c : "!#$%&'*+-.^_`|~".toCharArray()) {
            TOKEN[c] = true;
        }
    }

    private Octets() {}

    static boolean isToken(byte b) {
        return TOKEN[b & 0xff];
    }

    /** A target may hold raw UTF-8 (people type it, servers take it); never blanks or controls. */
    static boolean isTarget(byte b) {
        return b < 0 || (b > 0x20 && b != 0x7f);
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Whether these octets are that lower-case word, in any case. */
    static boolean same(byte[] in, int from, int to, String lower) {
        if (to - from != lower.length()) {
            return false;
        }
        for (var i = 0; i < lower.length(); i++) {
            var c = in[from + i];
            var small = c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
            if (small != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static String text(byte[] in, int from, int to) {
        return new String(in, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
