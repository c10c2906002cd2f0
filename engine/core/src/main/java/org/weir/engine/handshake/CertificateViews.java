package org.weir.engine.handshake;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.weir.api.control.FlowTls;

/** Certificates as control.sock shows them. They are a server's, so anybody's: what cannot be read is said, what is too long is cut. */
final class CertificateViews {
    /** A chain has two to four; a line of ours has room for these with names of any length. */
    static final int MOST_CERTIFICATES = 20;

    /** Certificates of large hosters have a hundred and more. */
    static final int MOST_NAMES = 100;

    /** Of a subject or an issuer; a host name has at most 253. */
    static final int MOST_CHARACTERS = 512;

    /** Of one certificate in PEM; those of more octets are not written as text, their fingerprint is. */
    static final int MOST_BYTES = 64 * 1024;

    private static final int PEM_LINE = 64;
    private static final int DNS = 2;
    private static final int IP = 7;

    private CertificateViews() {}

    static FlowTls.Chain of(Chains.Chain chain) {
        var shown = new ArrayList<FlowTls.Certificate>();
        var left = MOST_BYTES * 4;
        for (var der : chain.certificates()) {
            left -= der.length;
            if (shown.size() == MOST_CERTIFICATES || left < 0) {
                break;
            }
            shown.add(of(der));
        }
        return new FlowTls.Chain(shown, chain.certificates().size() - shown.size());
    }

    static FlowTls.Certificate of(byte[] der) {
        try {
            return read(read(der), der);
        } catch (CertificateException | RuntimeException e) {
            // Providers throw anything for bytes that are no certificate.
            var problem = cut("it cannot be read: " + e.getMessage());
            return new FlowTls.Certificate(
                    "", "", "", 0, 0, List.of(), 0, "", 0, "", sha256(der), false, problem, pem(der));
        }
    }

    static X509Certificate read(byte[] der) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    private static FlowTls.Certificate read(X509Certificate certificate, byte[] der) throws CertificateException {
        var names = names(certificate);
        var key = certificate.getPublicKey();
        return new FlowTls.Certificate(
                cut(certificate.getSubjectX500Principal().toString()),
                cut(certificate.getIssuerX500Principal().toString()),
                cut(certificate.getSerialNumber().toString(16)),
                certificate.getNotBefore().toInstant().toEpochMilli(),
                certificate.getNotAfter().toInstant().toEpochMilli(),
                names.stream().limit(MOST_NAMES).map(CertificateViews::cut).toList(),
                Math.max(0, names.size() - MOST_NAMES),
                cut(key.getAlgorithm()),
                bits(key),
                cut(certificate.getSigAlgName()),
                sha256(der),
                certificate.getBasicConstraints() >= 0,
                null,
                pem(der));
    }

    private static List<String> names(X509Certificate certificate) throws CertificateException {
        var all = new ArrayList<String>();
        var alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives != null) {
            for (var entry : alternatives) {
                var type = (Integer) entry.get(0);
                if ((type == DNS || type == IP) && entry.get(1) instanceof String name) {
                    all.add(name);
                }
            }
        }
        return all;
    }

    private static int bits(java.security.PublicKey key) {
        return switch (key) {
            case RSAKey rsa -> rsa.getModulus().bitLength();
            case ECKey ec -> ec.getParams().getCurve().getField().getFieldSize();
            case EdECKey ed -> ed.getParams().getName().equals("Ed448") ? 448 : 255;
            case DSAKey dsa
            when dsa.getParams() != null -> dsa.getParams().getP().bitLength();
            default -> 0;
        };
    }

    private static String cut(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS - 1) + "…";
    }

    private static String sha256(byte[] der) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JDK without SHA-256", e);
        }
    }

    /** RFC 7468. */
    private static String pem(byte[] der) {
        var lines = Base64.getMimeEncoder(PEM_LINE, "\n".getBytes(StandardCharsets.US_ASCII));
        return "-----BEGIN CERTIFICATE-----\n" + lines.encodeToString(der) + "\n-----END CERTIFICATE-----\n";
    }
}
