package org.weir.engine.sniff;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The one written form of a host name: lower case, no trailing dot, no port. Names in other alphabets stay in their
 * ASCII form (xn--, RFC 5891) as the client sent them; raw non-ASCII bytes make a name invalid.
 */
public final class HostName {
    /** RFC 1035, section 2.3.4, without the root's dot. */
    public static final int MAX_LENGTH = 253;

    private static final int MAX_LABEL = 63;

    /** Longest text with a port that can hold a valid name. */
    private static final int MAX_AUTHORITY = MAX_LENGTH + 1 + ":65535".length();

    private HostName() {}

    /** A bare name or address literal without port, or null when it is no valid one. */
    public static @Nullable String normalise(String name) {
        var text = name;
        if (text.indexOf(':') >= 0) {
            return isIpv6Like(text) ? text.toLowerCase(Locale.ROOT) : null;
        }
        if (text.endsWith(".")) {
            text = text.substring(0, text.length() - 1);
        }
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return null;
        }
        var label = 0;
        var upper = false;
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '.') {
                if (label == 0) {
                    return null;
                }
                label = 0;
                continue;
            }
            upper |= c >= 'A' && c <= 'Z';
            if (!isNameCharacter(c) || ++label > MAX_LABEL) {
                return null;
            }
        }
        if (label == 0) {
            return null;
        }
        return upper ? text.toLowerCase(Locale.ROOT) : text;
    }

    /** {@code host}, {@code host:port}, {@code [v6]} or {@code [v6]:port} (RFC 3986, section 3.2), without user info. */
    public static @Nullable String ofAuthority(String authority) {
        if (authority.isEmpty() || authority.length() > MAX_AUTHORITY) {
            return null;
        }
        if (authority.charAt(0) == '[') {
            var end = authority.indexOf(']');
            if (end < 0 || !isPort(authority.substring(end + 1))) {
                return null;
            }
            var literal = authority.substring(1, end);
            return literal.indexOf(':') < 0 ? null : normalise(literal);
        }
        var colon = authority.indexOf(':');
        if (colon < 0) {
            return normalise(authority);
        }
        return isPort(authority.substring(colon)) ? normalise(authority.substring(0, colon)) : null;
    }

    /** Text of a piece of a buffer, or null when it is too long for a name with a port. */
    static @Nullable String text(ByteBuffer in, int from, int to) {
        if (to - from > MAX_AUTHORITY) {
            return null;
        }
        var bytes = new byte[to - from];
        in.get(in.position() + from, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Underscores are not for host names (RFC 952) but are seen in real ones. */
    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    private static boolean isIpv6Like(String text) {
        if (text.length() > 45) {
            return false;
        }
        for (var i = 0; i < text.length(); i++) {
            if ((Character.digit(text.charAt(i), 16) < 0 && text.charAt(i) != ':' && text.charAt(i) != '.')
                    || text.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** "", ":" (RFC 3986 allows an empty port) or ":" and up to five digits. */
    private static boolean isPort(String rest) {
        if (rest.isEmpty()) {
            return true;
        }
        if (rest.charAt(0) != ':' || rest.length() > 6) {
            return false;
        }
        for (var i = 1; i < rest.length(); i++) {
            if (rest.charAt(i) < '0' || rest.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
