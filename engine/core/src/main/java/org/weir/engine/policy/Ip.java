package org.weir.engine.policy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address as numbers.
 *
 * @param v4 whether it is an IPv4 address; then it stands in the lower half of {@code high}'s upper word
 * @param high the first 8 bytes (the 4 bytes of an IPv4 address come first), in network order
 * @param low the last 8 bytes; 0 for IPv4
 */
record Ip(boolean v4, long high, long low) {
    private static final Pattern DOTTED = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    static Ip of(InetAddress address) {
        var bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet4Address
                ? new Ip(true, (long) bytes.getInt() << 32, 0)
                : new Ip(false, bytes.getLong(), bytes.getLong());
    }

    /** A literal, or null: never asks a name server, and takes no short forms such as 10.1. */
    static @Nullable InetAddress literal(String text) {
        var v6 = text.indexOf(':') >= 0;
        if (v6
                ? text.indexOf('%') >= 0 || text.indexOf('[') >= 0
                : !DOTTED.matcher(text).matches()) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    int bits() {
        return v4 ? 32 : 128;
    }

    /** The first {@code prefix} bits, the others zero. */
    Ip masked(int prefix) {
        return new Ip(
                v4,
                prefix == 0 ? 0 : high & (-1L << (64 - Math.min(prefix, 64))),
                prefix <= 64 ? 0 : low & (-1L << (128 - prefix)));
    }
}
