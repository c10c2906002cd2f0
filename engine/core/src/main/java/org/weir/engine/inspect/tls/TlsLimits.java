package org.weir.engine.inspect.tls;

import java.time.Duration;

/** Times and sizes of both handshakes, each with its reason. */
final class TlsLimits {
    /**
     * The server's handshake. The app waits meanwhile and would be waiting for the same server; after this the untouched
     * path gets the rest of the app's patience, which is 30 s with the more hasty ones.
     */
    static final Duration SERVER_HANDSHAKE = Duration.ofSeconds(10);

    /** The app's handshake. Web servers give theirs 60 s. */
    static final Duration APP_HANDSHAKE = Duration.ofSeconds(60);

    /** A longer ClientHello is answered with an alert by BoringSSL; OpenSSL's servers take several times as much. */
    static final int HELLO_BYTES = 16 * 1024;

    /** Bytes held of either side while the other one is not ready; reading pauses then. */
    static final int HELD_BYTES = 64 * 1024;

    /** Leaves whose keys the TLS engine keeps ready, some kilobytes each. */
    static final int LEAVES = 1_024;

    /** Verified chains that are remembered, and for how long: the same server is met again and again while a page loads. */
    static final int VERIFIED_CHAINS = 1_024;

    static final Duration VERIFIED_FOR = Duration.ofMinutes(5);

    /** How often the files with the system's roots are looked at for a change. */
    static final Duration ROOTS_CHECK = Duration.ofSeconds(10);

    private TlsLimits() {}
}
