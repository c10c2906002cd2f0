package org.weir.engine.policy;

import java.net.IDN;
import org.jspecify.annotations.Nullable;
import org.weir.engine.sniff.HostName;

/**
 * {@code name}: just that one. {@code *.suffix}: every name below the suffix, at any depth, but not the suffix itself.
 * {@code *}: every flow whose client named a host, also by an address.
 *
 * @param kind how {@code name} is compared
 * @param name normalised; "" for {@link Kind#ANY}
 */
record DomainPattern(Kind kind, String name) {
    enum Kind {
        EXACT,
        BELOW,
        ANY
    }

    static DomainPattern parse(String text) throws RuleException {
        if (text.equals("*")) {
            return new DomainPattern(Kind.ANY, "");
        }
        var below = text.startsWith("*.");
        var name = HostName.normalise(ascii(below ? text.substring(2) : text));
        if (name == null) {
            throw new RuleException("domain", "'" + text + "' is no name, *.suffix or *");
        }
        return new DomainPattern(below ? Kind.BELOW : Kind.EXACT, name);
    }

    /** People write bücher.example; clients send xn--bcher-kva.example. */
    private static String ascii(String name) {
        if (name.chars().allMatch(c -> c < 0x80)) {
            return name;
        }
        try {
            return IDN.toASCII(name);
        } catch (IllegalArgumentException e) {
            return name; // refused by the caller: it is not ASCII
        }
    }

    boolean matches(@Nullable String host) {
        if (host == null) {
            return false;
        }
        return switch (kind) {
            case ANY -> true;
            case EXACT -> host.equals(name);
            case BELOW ->
                host.length() > name.length() + 1
                        && host.endsWith(name)
                        && host.charAt(host.length() - name.length() - 1) == '.';
        };
    }
}
