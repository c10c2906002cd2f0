package org.weir.engine.policy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A network (RFC 4632, RFC 4291), or a single address. Bits behind the prefix are ignored. */
record Cidr(Ip network, int prefix) {
    /** Where IPv4 addresses lie in IPv6 (RFC 4291, section 2.5.5.2). */
    private static final Cidr MAPPED = new Cidr(new Ip(false, 0, 0xffff_0000_0000L), 96);

    static Cidr parse(String text) throws RuleException {
        var slash = text.indexOf('/');
        var literal = slash < 0 ? text : text.substring(0, slash);
        var address = Ip.literal(literal);
        if (address == null) {
            throw new RuleException("cidr", "'" + text + "' is no IPv4 or IPv6 address or network");
        }
        var v4 = address instanceof Inet4Address;
        // The JDK turns ::ffff:192.0.2.1 into 192.0.2.1; its prefix counts from the IPv6 form.
        var offset = v4 && literal.indexOf(':') >= 0 ? 96 : 0;
        var bits = v4 ? 32 : 128;
        var prefix = slash < 0 ? bits : prefix(text, text.substring(slash + 1)) - offset;
        if (prefix < 0 || prefix > bits) {
            throw new RuleException("cidr", "'" + text + "': the prefix is " + offset + " to " + (bits + offset));
        }
        return new Cidr(Ip.of(address).masked(prefix), prefix);
    }

    private static int prefix(String all, String digits) throws RuleException {
        if (digits.isEmpty() || digits.length() > 3 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new RuleException("cidr", "'" + all + "': the prefix is no number");
        }
        return Integer.parseInt(digits);
    }

    boolean contains(Ip address) {
        return address.v4() == network.v4()
                && within(address.high(), network.high(), prefix)
                && (prefix <= 64 || within(address.low(), network.low(), prefix - 64));
    }

    /** Whether the first bits, at most 64 of them, are the same. */
    private static boolean within(long a, long b, int prefix) {
        return prefix == 0 || (a ^ b) >>> (64 - Math.min(prefix, 64)) == 0;
    }

    boolean disjoint(Cidr other) {
        return prefix <= other.prefix ? !contains(other.network) : !other.contains(network);
    }

    /** Whether the kernel, which sees mapped addresses as IPv6, could find IPv4 destinations in it. */
    boolean touchesMapped() {
        return !network.v4() && !disjoint(MAPPED);
    }

    /** The network's address and prefix, as the interceptor takes it. */
    String text() {
        var bytes = ByteBuffer.allocate(16).putLong(network.high()).putLong(network.low());
        try {
            return InetAddress.getByAddress(Arrays.copyOf(bytes.array(), network.bits() / 8))
                            .getHostAddress()
                    + "/" + prefix;
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // the length is right
        }
    }
}
