package org.weir.engine.inspect.tls;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weir.engine.inspect.tls.ClientHello.Version;

/** What we can answer, and what of an app's offer we hand on. Pure. */
final class Offers {
    /** Application protocols that can be looked into. */
    private static final Set<String> SPOKEN = Set.of("h2", "http/1.1");

    /** Suites of TLS 1.3, RFC 8446, section B.4: AES-128-GCM, AES-256-GCM, CHACHA20-POLY1305. */
    private static final Set<Integer> SUITES_13 = Set.of(0x1301, 0x1302, 0x1303);

    /** ECDHE_ECDSA with AEAD (RFC 5289, RFC 7905): our leaves have ECDSA keys, and what is weaker is not answered. */
    private static final Set<Integer> SUITES_12 = Set.of(0xc02b, 0xc02c, 0xcca9);

    /** secp256r1, secp384r1, x25519: what both TLS engines have (RFC 8446, section 4.2.7). */
    private static final Set<Integer> GROUPS = Set.of(23, 24, 29);

    /** ecdsa_secp256r1_sha256: our leaves' keys, and the authority's. */
    private static final int P256_SHA256 = 0x0403;

    private static final int P256 = 23;

    private Offers() {}

    /** The app's application protocols that we speak, in its order; empty when it offered none at all. */
    static List<String> protocols(ClientHello hello) {
        return hello.alpn().stream().filter(SPOKEN::contains).distinct().toList();
    }

    /** Why the app could not be answered, in words for the flow's record; null when it can. */
    static @Nullable String unfit(ClientHello hello, boolean earlyDataSkipped) {
        if (!hello.alpn().isEmpty() && protocols(hello).isEmpty()) {
            return "the app speaks " + printable(hello.alpn().getFirst()) + ", which is not inspected";
        }
        if (hello.length() > TlsLimits.HELLO_BYTES) {
            return "the app's ClientHello is longer than we can answer";
        }
        if (hello.earlyData() && !earlyDataSkipped) {
            return "the app resumes a session with early data";
        }
        // A TLS 1.2 client that says nothing means SHA-1 (RFC 5246, section 7.4.1.4.1).
        if (!hello.signatures().contains(P256_SHA256)) {
            return "the app takes no certificate with an ECDSA key";
        }
        if (hello.versions().contains(Version.TLS13)
                && !Collections.disjoint(hello.suites(), SUITES_13)
                && !Collections.disjoint(hello.groups(), GROUPS)) {
            return null;
        }
        if (hello.versions().contains(Version.TLS12)) {
            if (Collections.disjoint(hello.suites(), SUITES_12)) {
                return "the app offers no cipher suite that we have for TLS 1.2";
            }
            // Our certificates are on P-256: a 1.2 client must know it whatever the key exchange (RFC 8422, section
            // 5.3).
            return hello.groups().isEmpty() || hello.groups().contains(P256)
                    ? null
                    : "the app knows no elliptic curve of ours";
        }
        return hello.versions().contains(Version.TLS13)
                ? "the app offers no key exchange that we have"
                : "the app offers only TLS versions before 1.2";
    }

    private static String printable(String name) {
        var text = name.length() > 32 ? name.substring(0, 32) : name;
        return text.chars().allMatch(c -> c > 0x20 && c < 0x7f) ? text : "an unknown protocol";
    }
}
