package org.weir.engine.handshake;

import java.util.List;
import org.weir.api.control.FlowTls;

/** Hellos as control.sock shows them. */
final class HelloViews {
    /** More than any client offers of anything; a hello of 64 KB has room for 30,000. */
    static final int MOST = 200;

    /** Of a server's name or a protocol's. */
    private static final int MOST_CHARACTERS = 255;

    private HelloViews() {}

    static FlowTls.Hello of(OfferedHello hello) {
        var cut = List.of(
                        hello.versions(),
                        hello.suites(),
                        hello.groups(),
                        hello.keyShares(),
                        hello.signatures(),
                        hello.alpn(),
                        hello.extensions())
                .stream()
                .anyMatch(list -> list.size() > MOST);
        var name = hello.serverName();
        return new FlowTls.Hello(
                hello.bytes(),
                hello.records(),
                name == null ? null : text(name),
                TlsNames.VERSION.of(hello.legacyVersion()),
                codes(hello.versions(), TlsNames.VERSION),
                codes(hello.suites(), TlsNames.SUITE),
                codes(hello.groups(), TlsNames.GROUP),
                codes(hello.keyShares(), TlsNames.GROUP),
                codes(hello.signatures(), TlsNames.SIGNATURE),
                hello.alpn().stream().limit(MOST).map(HelloViews::protocol).toList(),
                hello.extensions().stream()
                        .limit(MOST)
                        .map(one -> new FlowTls.Extension(
                                one.type(),
                                TlsNames.EXTENSION.name(one.type()),
                                TlsNames.grease(one.type()),
                                one.bytes()))
                        .toList(),
                hello.has(OfferedHello.ENCRYPTED_CLIENT_HELLO),
                cut,
                Ja4.of(hello));
    }

    private static List<FlowTls.Code> codes(List<Integer> codes, TlsNames names) {
        return codes.stream().limit(MOST).map(names::of).toList();
    }

    private static String protocol(String name) {
        var grease = name.length() == 2 && TlsNames.grease(name.charAt(0) << 8 | name.charAt(1));
        return grease ? "GREASE 0x" + TlsNames.hex(name.charAt(0) << 8 | name.charAt(1)) : text(name);
    }

    private static String text(String name) {
        return name.length() <= MOST_CHARACTERS ? name : name.substring(0, MOST_CHARACTERS - 1) + "…";
    }
}
