package org.weir.engine.flow;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Is told what the TLS handshakes of flows showed. Called on event loops and on verifying threads: returns at once, never throws. */
public interface HandshakeObserver {
    /** Wants to know nothing. */
    HandshakeObserver NONE = new HandshakeObserver() {};

    /**
     * The app's hello came.
     *
     * @param records the ClientHello with its record headers, as it came; given away
     */
    default void offered(Flow flow, byte[] records) {}

    /**
     * The server sent its certificates to us.
     *
     * @param chain as it sent them
     * @param doubt why they are not believed, in words; null when they are
     * @param names for which the first of them has to be: one is enough
     */
    default void serverShowed(Flow flow, List<X509Certificate> chain, @Nullable String doubt, List<String> names) {}

    /** The app was sent these certificates of ours. */
    default void presented(Flow flow, List<X509Certificate> chain) {}

    /** An alert was seen; the first one counts. */
    default void alerted(Flow flow, TlsAlert alert) {}
}
