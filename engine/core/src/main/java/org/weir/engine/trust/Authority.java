package org.weir.engine.trust;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A certificate authority of this installation: a key and the certificate that says whose it is. */
record Authority(PrivateKey key, X509Certificate certificate) {
    /** What the authority signs with, and what its key is tried with. */
    static final String SIGNATURE = "SHA256withECDSA";

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Index of keyCertSign in {@link X509Certificate#getKeyUsage}. */
    private static final int KEY_CERT_SIGN = 5;

    Authority {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(certificate, "certificate");
    }

    /** Whether this certificate is one of an authority and belongs to the key; else why not. Takes about a millisecond. */
    @Nullable
    String flaw() {
        var usage = certificate.getKeyUsage();
        if (certificate.getBasicConstraints() < 0 || usage == null || !usage[KEY_CERT_SIGN]) {
            return "the certificate is not one of an authority";
        }
        if (!(certificate.getPublicKey() instanceof ECPublicKey)) {
            return "the certificate's key is of another kind than ours";
        }
        try {
            certificate.verify(certificate.getPublicKey());
            var probe = "weir".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            var signer = Signature.getInstance(SIGNATURE);
            signer.initSign(key);
            signer.update(probe);
            var signed = signer.sign();
            signer.initVerify(certificate.getPublicKey());
            signer.update(probe);
            return signer.verify(signed) ? null : "the key is not the certificate's";
        } catch (GeneralSecurityException e) {
            return "the key is not the certificate's";
        }
    }

    /** Whether the certificate is valid now; else why not. */
    @Nullable
    String untimely(Instant now) {
        if (now.isAfter(notAfter())) {
            return "the certificate expired on " + DAY.format(notAfter());
        }
        if (now.isBefore(notBefore())) {
            return "the certificate is not valid before " + DAY.format(notBefore()) + "; the machine's clock says "
                    + DAY.format(now);
        }
        return null;
    }

    Instant notBefore() {
        return certificate.getNotBefore().toInstant();
    }

    Instant notAfter() {
        return certificate.getNotAfter().toInstant();
    }

    /** The common name. */
    String subject() {
        return Names.commonName(certificate.getSubjectX500Principal());
    }

    /** Of the certificate, 64 hex digits. */
    String sha256() {
        return fingerprint(certificate);
    }

    static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
