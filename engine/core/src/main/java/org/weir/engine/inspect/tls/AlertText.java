package org.weir.engine.inspect.tls;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.weir.engine.flow.TlsAlert;
import org.weir.engine.refusal.HandshakeEnd.Alert;

/**
 * Which alert an engine's exception speaks of. Only for encrypted alerts, which nobody but the engine can read; plain ones are
 * read from the wire ({@link PlainAlert}), since what engines say of those misleads.
 */
final class AlertText {
    /** JDK: {@code (bad_certificate) Received fatal alert: bad_certificate}. */
    private static final Pattern JDK = Pattern.compile("Received fatal alert: ([a-z_]+)");

    /** BoringSSL: {@code ...:SSLV3_ALERT_BAD_CERTIFICATE}, {@code ...:TLSV1_ALERT_UNKNOWN_CA}. */
    private static final Pattern BORINGSSL = Pattern.compile("(?:SSLV3|TLSV1)_ALERT_([A-Z_]+)");

    private AlertText() {}

    static Optional<Alert> of(Throwable cause) {
        for (var t = cause; t != null; t = t.getCause()) {
            if (t instanceof SSLException && t.getMessage() != null) {
                for (var pattern : new Pattern[] {JDK, BORINGSSL}) {
                    var match = pattern.matcher(t.getMessage());
                    if (match.find()) {
                        var kind = TlsAlert.Kind.of(match.group(1).toLowerCase(Locale.ROOT));
                        if (kind.isPresent()) {
                            return Optional.of(
                                    new Alert(TlsAlert.FATAL, kind.get().code(), true));
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }
}
