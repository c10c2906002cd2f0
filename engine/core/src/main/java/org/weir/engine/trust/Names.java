package org.weir.engine.trust;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.weir.engine.sniff.HostName;

/**
 * The names of a leaf: those of the server's own certificate, and always the asked one.
 *
 * @param commonName of the subject, or null when there is none that fits
 * @param dns host names, wildcards included, no name twice
 * @param addresses IPv4 and IPv6, in their canonical written form
 */
record Names(@Nullable String commonName, List<String> dns, List<String> addresses) {
    /** RFC 5280, upper bound ub-common-name. */
    static final int MAX_COMMON_NAME = 64;

    /** Real certificates stay below this; a hostile one must not make ours unlimited (a handshake carries it whole). */
    static final int MAX_NAMES = 1_000;

    private static final int SAN_DNS = 2;
    private static final int SAN_ADDRESS = 7;

    Names {
        dns = List.copyOf(dns);
        addresses = List.copyOf(addresses);
    }

    /**
     * Names that a strict client could not parse (Go refuses the whole certificate) are left out.
     *
     * @param asked a host name or an address literal
     * @return null when {@code asked} is neither
     */
    static @Nullable Names of(String asked, @Nullable X509Certificate upstream) {
        var dns = new LinkedHashSet<String>();
        var addresses = new LinkedHashSet<String>();
        var name = normalise(asked);
        if (name == null) {
            return null;
        }
        (isAddress(name) ? addresses : dns).add(name);
        String common = null;
        if (upstream != null) {
            copy(upstream, dns, addresses);
            common = commonName(upstream.getSubjectX500Principal());
        }
        if (common == null || common.isEmpty() || common.length() > MAX_COMMON_NAME || !printable(common)) {
            common = name.length() <= MAX_COMMON_NAME ? name : null;
        }
        return new Names(common, new ArrayList<>(dns), new ArrayList<>(addresses));
    }

    /** The one form in which a name is asked for: {@link HostName}'s, addresses canonical. Null: neither. */
    static @Nullable String normalise(String asked) {
        var text = asked;
        if (text.startsWith("[") && text.endsWith("]")) {
            text = text.substring(1, text.length() - 1);
        }
        var zone = text.indexOf('%');
        if (zone >= 0 && text.indexOf(':') >= 0) {
            text = text.substring(0, zone);
        }
        var name = HostName.normalise(text);
        if (name == null || !isAddress(name)) {
            return name;
        }
        if (name.indexOf(':') < 0 && name.chars().filter(c -> c == '.').count() != 3) {
            // The JDK reads 127.1 as an address, certificates have no such form.
            return null;
        }
        try {
            return InetAddress.ofLiteral(name).getHostAddress();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Of a normalised name: all of the last label digits means IPv4 (as WHATWG's URL standard has it), a colon IPv6. */
    static boolean isAddress(String name) {
        if (name.indexOf(':') >= 0) {
            return true;
        }
        var last = name.substring(name.lastIndexOf('.') + 1);
        return last.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** The most specific common name, or "". */
    static String commonName(X500Principal principal) {
        try {
            var parts = new LdapName(principal.getName(X500Principal.RFC2253)).getRdns();
            for (var i = parts.size() - 1; i >= 0; i--) {
                if (parts.get(i).getType().equalsIgnoreCase("CN")
                        && parts.get(i).getValue() instanceof String text) {
                    return text;
                }
            }
            return "";
        } catch (InvalidNameException e) {
            return "";
        }
    }

    private static void copy(X509Certificate upstream, Set<String> dns, Set<String> addresses) {
        try {
            var found = upstream.getSubjectAlternativeNames();
            if (found == null) {
                return;
            }
            for (var entry : found) {
                if (dns.size() + addresses.size() >= MAX_NAMES) {
                    return;
                }
                if (!(entry.get(1) instanceof String text)) {
                    continue;
                }
                switch ((Integer) entry.get(0)) {
                    case SAN_DNS -> addName(text, dns);
                    case SAN_ADDRESS -> addAddress(text, addresses);
                    default -> {
                        // Mail addresses, URIs and the like: nobody checks a server by them.
                    }
                }
            }
        } catch (CertificateParsingException e) {
            // The asked name is there already; it is what was verified.
        }
    }

    private static void addName(String text, Set<String> dns) {
        var wildcard = text.startsWith("*.");
        var name = HostName.normalise(wildcard ? text.substring(2) : text);
        if (name != null && name.indexOf(':') < 0 && !isAddress(name)) {
            dns.add((wildcard ? "*." : "") + name.toLowerCase(Locale.ROOT));
        }
    }

    private static void addAddress(String text, Set<String> addresses) {
        try {
            addresses.add(InetAddress.ofLiteral(text).getHostAddress());
        } catch (IllegalArgumentException e) {
            // The JDK wrote it; whatever it is, it is no address.
        }
    }

    private static boolean printable(String text) {
        return text.chars().noneMatch(Character::isISOControl);
    }
}
