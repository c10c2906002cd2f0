package org.weir.trust;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;

/**
 * An authority of ours, as stores see it.
 *
 * @param subject its common name
 * @param sha256 of its DER form, 64 hex digits
 * @param pem with {@code \n} at the end of each line
 */
public record CaCertificate(String subject, String sha256, String pem) {
    private static final int TAG = 12;

    public CaCertificate {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(sha256, "sha256");
        Objects.requireNonNull(pem, "pem");
    }

    /** @throws IllegalArgumentException when it is no certificate */
    public static CaCertificate of(String subject, String pem) {
        try {
            var certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
            return new CaCertificate(subject, sha256(certificate.getEncoded()), pem(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("no certificate", e);
        }
    }

    /** In file names and aliases: the same for the same certificate, another for each other. */
    String tag() {
        return "weir-" + sha256.substring(0, TAG);
    }

    /** What is between the PEM lines, in one line: found again in any bundle, however it is wrapped. */
    String base64() {
        return pem.lines().filter(line -> !line.startsWith("-----")).reduce("", String::concat);
    }

    /** Whether this text in PEM form, for example a bundle, has the certificate in it. */
    boolean isIn(String bundle) {
        return bundle.replaceAll("\\s", "").contains(base64());
    }

    static String pem(byte[] der) {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END CERTIFICATE-----\n";
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
