package org.weir.engine.inspect.tls;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.weir.engine.refusal.HandshakeEnd.Alert;

/**
 * Which alert an engine's exception speaks of. Only for encrypted alerts, which nobody but the engine can read; plain ones are
 * read from the wire ({@link PlainAlert}), since what engines say of those misleads.
 */
final class AlertText {
    private static final int FATAL = 2;

    /** RFC 8446, section 6.2, and RFC 5246: the words that both engines use, in one spelling. */
    private static final Map<String, Integer> CODES = Map.ofEntries(
            Map.entry("unexpected_message", 10),
            Map.entry("bad_record_mac", 20),
            Map.entry("record_overflow", 22),
            Map.entry("handshake_failure", 40),
            Map.entry("bad_certificate", 42),
            Map.entry("unsupported_certificate", 43),
            Map.entry("certificate_revoked", 44),
            Map.entry("certificate_expired", 45),
            Map.entry("certificate_unknown", 46),
            Map.entry("illegal_parameter", 47),
            Map.entry("unknown_ca", 48),
            Map.entry("access_denied", 49),
            Map.entry("decode_error", 50),
            Map.entry("decrypt_error", 51),
            Map.entry("protocol_version", 70),
            Map.entry("insufficient_security", 71),
            Map.entry("internal_error", 80),
            Map.entry("inappropriate_fallback", 86),
            Map.entry("user_canceled", 90),
            Map.entry("no_renegotiation", 100),
            Map.entry("missing_extension", 109),
            Map.entry("unsupported_extension", 110),
            Map.entry("unrecognized_name", 112),
            Map.entry("bad_certificate_status_response", 113),
            Map.entry("unknown_psk_identity", 115),
            Map.entry("certificate_required", 116),
            Map.entry("no_application_protocol", 120),
            Map.entry("ech_required", 121));

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
                        var code = CODES.get(match.group(1).toLowerCase(Locale.ROOT));
                        if (code != null) {
                            return Optional.of(new Alert(FATAL, code, true));
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }
}
