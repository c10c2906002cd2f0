package org.weir.engine.refusal;

import com.google.common.net.InternetDomainName;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which domain a host belongs to: the part of its name that somebody registered (publicsuffix.org). Pure. */
final class Domains {
    private Domains() {}

    /** The host's name as it is compared: lower case, no dot at the end; without a name its address. */
    static String host(@Nullable String name, String address) {
        var host = name == null || name.isEmpty() ? address : name;
        host = host.toLowerCase(Locale.ROOT);
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** For example {@code example.co.uk} for {@code www.example.co.uk}; an address, or a suffix itself, is its own domain. */
    static String registrable(String host) {
        if (isAddress(host)) {
            return host;
        }
        try {
            var name = InternetDomainName.from(host);
            if (name.isUnderPublicSuffix()) {
                return name.topPrivateDomain().toString();
            }
            return name.isPublicSuffix() ? host : lastTwoLabels(host);
        } catch (IllegalArgumentException e) {
            // Not a name by the book, but somebody connected to it.
            return lastTwoLabels(host);
        }
    }

    /** The list's own rule for suffixes that it does not know: everything after the last dot. */
    private static String lastTwoLabels(String host) {
        var dot = host.lastIndexOf('.', host.lastIndexOf('.') - 1);
        return dot < 0 ? host : host.substring(dot + 1);
    }

    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0
                || (!host.isEmpty() && host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9')));
    }
}
