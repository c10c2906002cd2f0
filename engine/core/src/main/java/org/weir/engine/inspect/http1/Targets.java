package org.weir.engine.inspect.http1;

import org.jspecify.annotations.Nullable;
import org.weir.engine.http.Headers;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.RequestHead.Version;

/** Between request targets (RFC 9112, section 3.2) and what rules see. Pure. */
final class Targets {
    private Targets() {}

    /** @param host the Host field, or null */
    static RequestHead head(
            Version version, String method, String scheme, String target, @Nullable String host, Headers headers) {
        if (method.equals("CONNECT")) {
            return new RequestHead(version, method, scheme, target, "", headers);
        }
        var named = host == null ? "" : host;
        if (target.charAt(0) == '/' || target.equals("*")) {
            return new RequestHead(version, method, scheme, named, target, headers);
        }
        var colon = target.indexOf("://");
        if (colon <= 0) {
            return new RequestHead(version, method, scheme, named, target, headers);
        }
        var from = colon + 3;
        var end = endOfAuthority(target, from);
        return new RequestHead(
                version,
                method,
                target.substring(0, colon),
                target.substring(from, end),
                target.substring(end),
                headers);
    }

    /** The target to send for a head that a rule changed. */
    static String target(ParsedRequest received, RequestHead sent) {
        var was = received.head();
        if (was.method().equals("CONNECT")) {
            return received.target();
        }
        var here = was.scheme().equals(sent.scheme()) && was.authority().equals(sent.authority());
        if (here && was.path().equals(sent.path())) {
            return received.target();
        }
        var path = sent.path().isEmpty() ? "/" : sent.path();
        return isAbsolute(received.target()) ? sent.scheme() + "://" + sent.authority() + path : path;
    }

    static boolean isAbsolute(String target) {
        return target.charAt(0) != '/' && target.indexOf("://") > 0;
    }

    private static int endOfAuthority(String target, int from) {
        var end = from;
        while (end < target.length()) {
            var c = target.charAt(end);
            if (c == '/' || c == '?' || c == '#') {
                return end;
            }
            end++;
        }
        return end;
    }
}
