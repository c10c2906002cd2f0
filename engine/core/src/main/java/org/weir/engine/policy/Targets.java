package org.weir.engine.policy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.Decision.Target;
import org.weir.engine.sniff.HostName;

/** Reads where a reroute goes. */
final class Targets {
    /** RFC 1929: user and password have at most 255 bytes each. */
    private static final int MAX_SOCKS_CREDENTIAL = 255;

    private Targets() {}

    /**
     * {@code host:port}, {@code [v6]:port}, {@code http://[user:password@]host:port} or {@code socks5://...}; user and
     * password may be percent-encoded (RFC 3986).
     */
    static Target parse(String text) throws RuleException {
        var scheme = text.indexOf("://");
        if (scheme < 0) {
            var end = endpoint(text, text);
            return new Target.Direct(end.host, end.port);
        }
        var rest = text.substring(scheme + 3);
        if (rest.endsWith("/")) {
            rest = rest.substring(0, rest.length() - 1);
        }
        var at = rest.lastIndexOf('@');
        var credentials = at < 0 ? null : decoded(text, rest.substring(0, at));
        var end = endpoint(text, rest.substring(at + 1));
        return switch (text.substring(0, scheme).toLowerCase(Locale.ROOT)) {
            case "http" -> new Target.HttpConnect(end.host, end.port, credentials);
            case "socks5", "socks5h" -> new Target.Socks5(end.host, end.port, forSocks(credentials));
            default -> throw wrong(text);
        };
    }

    private record Endpoint(String host, int port) {}

    private static Endpoint endpoint(String all, String text) throws RuleException {
        var colon = text.lastIndexOf(':');
        var host = colon < 0 ? null : HostName.ofAuthority(text);
        var digits = colon < 0 ? "" : text.substring(colon + 1);
        // The port of [v6] without one is a piece of the address: it has a bracket in it.
        if (host == null || digits.isEmpty() || digits.indexOf(']') >= 0) {
            throw wrong(all);
        }
        var port = Integer.parseInt(digits);
        if (port < 1 || port > 65_535) {
            throw new RuleException("target", "'" + shown(all) + "': ports are 1 to 65535");
        }
        return new Endpoint(host, port);
    }

    private static @Nullable String forSocks(@Nullable String credentials) throws RuleException {
        if (credentials != null) {
            var colon = credentials.indexOf(':');
            var user = credentials.substring(0, colon).getBytes(StandardCharsets.UTF_8).length;
            var password = credentials.substring(colon + 1).getBytes(StandardCharsets.UTF_8).length;
            if (user > MAX_SOCKS_CREDENTIAL || password > MAX_SOCKS_CREDENTIAL || password == 0) {
                throw new RuleException("target", "user and password of SOCKS5 have 1 to 255 bytes each");
            }
        }
        return credentials;
    }

    private static String decoded(String all, String text) throws RuleException {
        var colon = text.indexOf(':');
        if (colon == 0 || text.isEmpty()) {
            throw wrong(all);
        }
        var out = new ByteArrayOutputStream();
        var bytes = (colon < 0 ? text + ":" : text).getBytes(StandardCharsets.UTF_8);
        for (var i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%') {
                var high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
                var low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
                if (low < 0 || ((high << 4) | low) < 0x20) {
                    throw wrong(all);
                }
                out.write((high << 4) | low);
                i += 2;
            } else if (bytes[i] >= 0 && bytes[i] < 0x20) {
                throw wrong(all);
            } else {
                out.write(bytes[i]);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static RuleException wrong(String text) {
        return new RuleException(
                "target",
                "'" + shown(text) + "' is not host:port, [v6]:port, http://[user:password@]host:port or socks5://...");
    }

    /** Without the password: messages end in logs. */
    static String shown(String text) {
        var at = text.lastIndexOf('@');
        var scheme = text.indexOf("://");
        return at < 0 ? text : text.substring(0, scheme < 0 ? 0 : scheme + 3) + "..." + text.substring(at);
    }
}
