package org.weir.engine.handshake;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ClientHello as it was written: nothing is left out, put in order or judged.
 *
 * @param bytes of the message, its header of four included
 * @param records how many records it came in
 * @param serverName ISO 8859-1, or null
 * @param legacyVersion of the message's first field
 * @param versions of the extension; empty where it is missing
 * @param alpn names as octets, ISO 8859-1
 * @param extensions in their order
 */
record OfferedHello(
        int bytes,
        int records,
        @Nullable String serverName,
        int legacyVersion,
        List<Integer> versions,
        List<Integer> suites,
        List<Integer> groups,
        List<Integer> keyShares,
        List<Integer> signatures,
        List<String> alpn,
        List<Extension> extensions) {

    static final int SERVER_NAME = 0;
    static final int SUPPORTED_GROUPS = 10;
    static final int SIGNATURE_ALGORITHMS = 13;
    static final int ALPN = 16;
    static final int SUPPORTED_VERSIONS = 43;
    static final int KEY_SHARE = 51;

    /** RFC 9849: also its GREASE form. */
    static final int ENCRYPTED_CLIENT_HELLO = 0xfe0d;

    /**
     * An extension.
     *
     * @param bytes of its content
     */
    record Extension(int type, int bytes) {}

    OfferedHello {
        versions = List.copyOf(versions);
        suites = List.copyOf(suites);
        groups = List.copyOf(groups);
        keyShares = List.copyOf(keyShares);
        signatures = List.copyOf(signatures);
        alpn = List.copyOf(alpn);
        extensions = List.copyOf(extensions);
    }

    boolean has(int extension) {
        return extensions.stream().anyMatch(one -> one.type() == extension);
    }
}
