package org.weir.engine.refusal;

import java.time.Duration;
import org.weir.engine.refusal.HandshakeEnd.Ending;

/**
 * Makes sense of what was seen on the wire, and of nothing else: texts of exceptions differ between TLS engines and are
 * sometimes wrong. Pure. What real clients do is in the test's table.
 */
final class Classifier {
    /**
     * A client that checks the certificate itself, after the handshake (a pinned key, a wrong name in curl and git), ends
     * at once: within milliseconds, and about a second on a machine that is busy. Browsers keep connections that they
     * opened ahead of need for ten seconds and more.
     */
    static final Duration AT_ONCE = Duration.ofMillis(1_500);

    // RFC 8446, section 6, and for 41, 100, 111 to 114 the IANA registry of TLS alerts.
    private static final int CLOSE_NOTIFY = 0;
    private static final int BAD_CERTIFICATE = 42;
    private static final int UNSUPPORTED_CERTIFICATE = 43;
    private static final int CERTIFICATE_REVOKED = 44;
    private static final int CERTIFICATE_EXPIRED = 45;
    private static final int CERTIFICATE_UNKNOWN = 46;
    private static final int UNKNOWN_CA = 48;
    private static final int ACCESS_DENIED = 49;
    private static final int DECRYPT_ERROR = 51;
    private static final int INTERNAL_ERROR = 80;
    private static final int USER_CANCELED = 90;
    private static final int BAD_CERTIFICATE_STATUS = 113;

    private Classifier() {}

    static Outcome classify(HandshakeEnd end) {
        if (end.appBytes() > 0) {
            return new Outcome.Accepted();
        }
        if (!end.certificateSent()) {
            // A connection opened ahead of need, a network that broke, or a session that was resumed.
            return new Outcome.Unclear("our certificate was not sent");
        }
        var alert = end.alert();
        if (alert != null && alert.code() != CLOSE_NOTIFY) {
            return alerted(alert.code(), end.ours());
        }
        if (end.ours()) {
            return new Outcome.Unclear("we ended it");
        }
        return switch (end.ending()) {
            case OPEN -> new Outcome.Unclear("it goes on");
            case FIN, RESET -> left(end);
        };
    }

    private static Outcome alerted(int code, boolean ours) {
        return switch (code) {
            case BAD_CERTIFICATE -> certain("calls our certificate bad (alert bad_certificate)");
            case UNSUPPORTED_CERTIFICATE ->
                certain("does not take certificates of this kind (alert unsupported_certificate)");
            case CERTIFICATE_REVOKED -> certain("takes our certificate for revoked (alert certificate_revoked)");
            case CERTIFICATE_EXPIRED -> certain("takes our certificate for expired (alert certificate_expired)");
            case CERTIFICATE_UNKNOWN -> certain("does not accept our certificate (alert certificate_unknown)");
            case UNKNOWN_CA -> certain("does not know the authority behind our certificate (alert unknown_ca)");
            // After a certificate these come from checks of the certificate too: rustls says access_denied for an
            // app's own check, OpenSSL decrypt_error for a signature, others internal_error for a callback that failed.
            case ACCESS_DENIED, DECRYPT_ERROR, INTERNAL_ERROR, BAD_CERTIFICATE_STATUS ->
                ours
                        ? new Outcome.Unclear("we ended it")
                        : likely("ended the handshake after our certificate (alert " + code + ")");
            case USER_CANCELED -> new Outcome.Unclear("the user cancelled it");
            default -> new Outcome.Unclear("alert " + code + " is not about certificates");
        };
    }

    private static Outcome left(HandshakeEnd end) {
        var how = end.ending() == Ending.RESET ? "reset the connection" : "closed the connection";
        if (!end.finished()) {
            return likely(how + " right after our certificate, without an alert");
        }
        return end.afterCertificate().compareTo(AT_ONCE) <= 0
                ? likely(how + " as soon as the handshake was done, without sending anything")
                : new Outcome.Unclear("a connection that was opened and not used");
    }

    private static Outcome certain(String cause) {
        return new Outcome.Refused(Evidence.CERTAIN, cause);
    }

    private static Outcome likely(String cause) {
        return new Outcome.Refused(Evidence.LIKELY, cause);
    }
}
