package org.weir.engine.refusal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What was seen on the wire between an app and us, from our certificate to the end of the connection or the first
 * application data. Facts only; {@link Refusals} makes sense of them.
 *
 * @param version what was agreed on, for example {@code TLSv1.3}, or null when it never came so far
 * @param certificateSent whether our certificate went out (not in a resumed session)
 * @param alert the app's alert, or null
 * @param finished whether the app's Finished came
 * @param appBytes application data received from the app, bytes
 * @param ending how the connection ended, seen from the app
 * @param afterCertificate from our flight to the end
 * @param ours whether we ended the connection (time-out, upstream failure, shutdown)
 */
public record HandshakeEnd(
        @Nullable String version,
        boolean certificateSent,
        @Nullable Alert alert,
        boolean finished,
        long appBytes,
        Ending ending,
        Duration afterCertificate,
        boolean ours) {

    /** RFC 8446, section 6. {@code encrypted}: read from a decrypted record. */
    public record Alert(int level, int code, boolean encrypted) {}

    /** How a connection ended. */
    public enum Ending {
        /** It has not: application data flows. */
        OPEN,
        FIN,
        RESET
    }
}
