package org.weir.engine.policy;

import java.util.List;
import org.weir.api.interceptor.ScopeEntry;

/** How the interceptor reads a scope (docs/protocol.md, capture.apply), for connections that it could name. */
final class KernelModel {
    private KernelModel() {}

    static boolean captures(List<ScopeEntry> scope, Question connection) {
        for (var entry : scope) {
            if (entry.protocol() != ScopeEntry.Protocol.UDP && matches(entry, connection)) {
                return entry.action() == ScopeEntry.Action.INCLUDE;
            }
        }
        return false;
    }

    static boolean refusesUdp(List<ScopeEntry> scope, Question datagram) {
        for (var entry : scope) {
            if (entry.protocol() != ScopeEntry.Protocol.TCP && matches(entry, datagram)) {
                return entry.action() == ScopeEntry.Action.REFUSE;
            }
        }
        return false;
    }

    private static boolean matches(ScopeEntry entry, Question connection) {
        var executable = connection.app().executable();
        var name = executable.substring(executable.lastIndexOf('/') + 1);
        return (entry.ports().isEmpty()
                        || entry.ports().stream()
                                .anyMatch(p -> connection.port() >= p.from() && connection.port() <= p.to()))
                && (entry.cidrs().isEmpty()
                        || entry.cidrs().stream()
                                .anyMatch(cidr ->
                                        contains(cidr, connection.address().getAddress())))
                && (entry.uids().isEmpty()
                        || entry.uids().contains((long) connection.app().uid()))
                && (entry.apps().isEmpty()
                        || entry.apps().stream()
                                .anyMatch(app ->
                                        app.path() != null ? glob(app.path(), executable) : glob(app.name(), name)));
    }

    /** Bit by bit, nothing shared with the code under test. */
    private static boolean contains(String cidr, byte[] address) {
        var slash = cidr.indexOf('/');
        var network = java.net.InetAddress.ofLiteral(cidr.substring(0, slash)).getAddress();
        var prefix = Integer.parseInt(cidr.substring(slash + 1));
        if (network.length != address.length) {
            return false;
        }
        for (var bit = 0; bit < prefix; bit++) {
            var mask = 0x80 >> (bit % 8);
            if ((network[bit / 8] & mask) != (address[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static boolean glob(String pattern, String text) {
        if (pattern.isEmpty()) {
            return text.isEmpty();
        }
        if (pattern.charAt(0) == '*') {
            return glob(pattern.substring(1), text) || (!text.isEmpty() && glob(pattern, text.substring(1)));
        }
        return !text.isEmpty() && pattern.charAt(0) == text.charAt(0) && glob(pattern.substring(1), text.substring(1));
    }
}
