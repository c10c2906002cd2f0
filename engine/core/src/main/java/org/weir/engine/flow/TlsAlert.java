package org.weir.engine.flow;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An alert of a TLS handshake (RFC 8446, section 6).
 *
 * @param level 1 warning, 2 fatal
 * @param encrypted whether it was read from a decrypted record
 */
public record TlsAlert(Sender from, int level, int code, boolean encrypted) {
    public static final int FATAL = 2;

    /** Who sent it. */
    public enum Sender {
        APP,
        SERVER,
        WEIR
    }

    /** What the RFCs call it and what it says, for people; also those of RFC 5246 that TLS 1.3 reserves. */
    public enum Kind {
        CLOSE_NOTIFY(0, "the sender has nothing more to say and closes in order"),
        UNEXPECTED_MESSAGE(10, "a message came that was not its turn"),
        BAD_RECORD_MAC(20, "a record could not be decrypted"),
        DECRYPTION_FAILED(21, "a record could not be decrypted"),
        RECORD_OVERFLOW(22, "a record was longer than allowed"),
        DECOMPRESSION_FAILURE(30, "compressed data could not be expanded"),
        HANDSHAKE_FAILURE(40, "the two sides found nothing that both can do"),
        NO_CERTIFICATE(41, "the sender has no certificate to show"),
        BAD_CERTIFICATE(42, "the certificate is damaged, or its signature is wrong"),
        UNSUPPORTED_CERTIFICATE(43, "the sender cannot use certificates of that kind"),
        CERTIFICATE_REVOKED(44, "the certificate was revoked"),
        CERTIFICATE_EXPIRED(45, "the certificate has expired or is not valid yet"),
        CERTIFICATE_UNKNOWN(46, "the sender does not accept the certificate and does not say why"),
        ILLEGAL_PARAMETER(47, "a field had a value that is not allowed"),
        UNKNOWN_CA(48, "the sender does not trust the authority that made the certificate"),
        ACCESS_DENIED(49, "the certificate is valid, but the sender wants no connection with it"),
        DECODE_ERROR(50, "a message could not be read"),
        DECRYPT_ERROR(51, "a signature or a Finished message did not verify"),
        EXPORT_RESTRICTION(60, "a negotiation broke export rules"),
        PROTOCOL_VERSION(70, "the sender does not speak the TLS version of the other"),
        INSUFFICIENT_SECURITY(71, "the sender demands stronger encryption than was offered"),
        INTERNAL_ERROR(80, "something went wrong at the sender that has nothing to do with the other"),
        INAPPROPRIATE_FALLBACK(86, "a client tried again with an older version than needed"),
        USER_CANCELED(90, "the sender gave up for a reason of its own"),
        NO_RENEGOTIATION(100, "the sender does not negotiate anew"),
        MISSING_EXTENSION(109, "an extension was missing that has to be there"),
        UNSUPPORTED_EXTENSION(110, "an extension came that has no place there"),
        CERTIFICATE_UNOBTAINABLE(111, "the certificate could not be fetched from where it was said to be"),
        UNRECOGNIZED_NAME(112, "there is no server of the name that was asked for"),
        BAD_CERTIFICATE_STATUS_RESPONSE(113, "the stapled proof of validity (OCSP) is invalid or missing"),
        BAD_CERTIFICATE_HASH_VALUE(114, "the certificate is not the one that was announced"),
        UNKNOWN_PSK_IDENTITY(115, "the shared key is not known"),
        CERTIFICATE_REQUIRED(116, "the server demands a certificate of the client"),
        NO_APPLICATION_PROTOCOL(120, "the two sides have no application protocol (ALPN) in common"),
        ECH_REQUIRED(121, "the client demands Encrypted Client Hello");

        private static final Map<Integer, Kind> BY_CODE =
                Arrays.stream(values()).collect(Collectors.toMap(Kind::code, Function.identity()));
        private static final Map<String, Kind> BY_NAME =
                Arrays.stream(values()).collect(Collectors.toMap(Kind::word, Function.identity()));

        private final int code;
        private final String meaning;

        Kind(int code, String meaning) {
            this.code = code;
            this.meaning = meaning;
        }

        public static Optional<Kind> of(int code) {
            return Optional.ofNullable(BY_CODE.get(code));
        }

        /** @param word as the RFCs write it */
        public static Optional<Kind> of(String word) {
            return Optional.ofNullable(BY_NAME.get(word));
        }

        public int code() {
            return code;
        }

        /** As the RFCs write it: {@code unknown_ca}. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        /** One sentence without its end. */
        public String meaning() {
            return meaning;
        }
    }
}
