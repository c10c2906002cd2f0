package org.weir.engine.http.edit;

import java.util.Locale;
import org.weir.engine.policy.RuleException;
import org.weir.engine.sniff.HostName;

/** Reads where a request is mapped to: {@code host:port}, {@code http://host[:port]} or {@code https://host[:port]}. */
final class MapTarget {
    private MapTarget() {}

    static Edit.Map parse(String field, String text) throws RuleException {
        var lower = text.toLowerCase(Locale.ROOT);
        var scheme = lower.startsWith("https://") ? "https" : lower.startsWith("http://") ? "http" : null;
        var authority = scheme == null ? text : text.substring(scheme.length() + 3);
        if (authority.endsWith("/")) {
            authority = authority.substring(0, authority.length() - 1);
        }
        var host = HostName.ofAuthority(authority);
        var colon = authority.lastIndexOf(':');
        var digits = colon < 0 || authority.indexOf(']', colon) >= 0 ? "" : authority.substring(colon + 1);
        if (host == null || (digits.isEmpty() && scheme == null)) {
            throw new RuleException(
                    field, "'" + text + "' is not host:port, http://host[:port] or https://host[:port]");
        }
        var port = digits.isEmpty() ? (scheme != null && scheme.equals("https") ? 443 : 80) : Integer.parseInt(digits);
        if (port < 1 || port > 65_535) {
            throw new RuleException(field, "'" + text + "': ports are 1 to 65535");
        }
        return new Edit.Map(scheme, host, port);
    }
}
