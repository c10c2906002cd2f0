package org.weir.engine.relay;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.Decision.Target;
import org.weir.engine.flow.Flow;

/**
 * Where to connect to, and through what.
 *
 * @param address what to dial, or null when {@code target}'s name has to be resolved first
 * @param target the reroute target, or null for the original destination
 */
record DialPlan(
        @Nullable InetSocketAddress address, @Nullable Target target) {

    static DialPlan direct(Flow flow) {
        return new DialPlan(flow.destination(), null);
    }

    static DialPlan to(Target target) {
        var bytes = NetUtil.createByteArrayFromIpAddressString(target.host());
        try {
            return new DialPlan(
                    bytes == null ? null : new InetSocketAddress(InetAddress.getByAddress(bytes), target.port()),
                    target);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address of " + bytes.length + " bytes", e);
        }
    }

    /** How to ask the proxy for the flow's destination, or null when there is no proxy. */
    @Nullable
    ProxyHandshake handshake(Flow flow, @Nullable String host) {
        var name = host != null && usable(host)
                ? host
                : NetUtil.toAddressString(flow.destination().getAddress());
        var port = flow.destination().getPort();
        return switch (target) {
            case null -> null;
            case Target.Direct _ -> null;
            case Target.HttpConnect(var _, var _, var credentials) -> new HttpConnectHandshake(name, port, credentials);
            case Target.Socks5(var _, var _, var credentials) -> new Socks5Handshake(name, port, credentials);
        };
    }

    boolean throughProxy() {
        return target instanceof Target.HttpConnect || target instanceof Target.Socks5;
    }

    /** The name comes from an app's bytes and goes into a proxy's request: letters, digits, dot, dash, underscore. */
    static boolean usable(String host) {
        if (host.isEmpty() || host.length() > 253) {
            return false;
        }
        for (var i = 0; i < host.length(); i++) {
            var c = host.charAt(i);
            var letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }
}
