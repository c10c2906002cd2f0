package org.weir.ui.screen.rules;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Addresses and networks as rules write them. Pure: names are not looked up. */
final class Networks {
    private Networks() {}

    /** @param bits of an address: 32 or 128 */
    private record Network(BigInteger address, int bits, int prefix) {
        boolean has(Network other) {
            var shift = bits - prefix;
            return bits == other.bits
                    && prefix <= other.prefix
                    && address.shiftRight(shift).equals(other.address.shiftRight(shift));
        }
    }

    /** Whether {@code wide} has every address of {@code narrow}; null is every address. */
    static boolean covers(@Nullable String wide, @Nullable String narrow) {
        if (wide == null || wide.equals(narrow)) {
            return true;
        }
        if (narrow == null) {
            return false;
        }
        var all = parse(wide);
        var some = parse(narrow);
        return all.isPresent() && some.isPresent() && all.get().has(some.get());
    }

    private static Optional<Network> parse(String text) {
        var slash = text.indexOf('/');
        try {
            var address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                    .getAddress();
            var bits = 8 * address.length;
            var prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
            return prefix < 0 || prefix > bits
                    ? Optional.empty()
                    : Optional.of(new Network(new BigInteger(1, address), bits, prefix));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
