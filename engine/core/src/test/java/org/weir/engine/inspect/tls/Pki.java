package org.weir.engine.inspect.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Authorities and servers' certificates for tests. */
public final class Pki {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final char[] PASSWORD = "test".toCharArray();

    private Pki() {}

    /** A certificate, its key, and who signed it; null for itself. */
    public record Identity(X509Certificate certificate, KeyPair keys, Identity issuer) {
        /** As a server sends it: without the root. */
        public List<X509Certificate> chain() {
            return issuer == null || issuer.issuer == null
                    ? List.of(certificate)
                    : List.of(certificate, issuer.certificate);
        }
    }

    public static Identity root(String name) throws Exception {
        return make(name, null, true, Duration.ofDays(-1), Duration.ofDays(30));
    }

    public static Identity server(Identity issuer, String... names) throws Exception {
        return make("server", issuer, false, Duration.ofDays(-1), Duration.ofDays(30), names);
    }

    public static Identity expired(Identity issuer, String... names) throws Exception {
        return make("server", issuer, false, Duration.ofDays(-30), Duration.ofDays(-1), names);
    }

    static Identity early(Identity issuer, String... names) throws Exception {
        return make("server", issuer, false, Duration.ofDays(1), Duration.ofDays(30), names);
    }

    public static Identity selfSigned(String... names) throws Exception {
        return make("server", null, false, Duration.ofDays(-1), Duration.ofDays(30), names);
    }

    static Identity make(
            String commonName, Identity issuer, boolean authority, Duration from, Duration to, String... names)
            throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        var keys = generator.generateKeyPair();
        var subject = new X500Name("CN=" + commonName + ",O=Test");
        var now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                issuer == null
                        ? subject
                        : X500Name.getInstance(
                                issuer.certificate.getSubjectX500Principal().getEncoded()),
                new BigInteger(100, RANDOM),
                Date.from(now.plus(from)),
                Date.from(now.plus(to)),
                subject,
                keys.getPublic());
        if (authority) {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        }
        if (names.length > 0) {
            var alternatives = Arrays.stream(names)
                    .map(name -> new GeneralName(
                            name.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName, name))
                    .toArray(GeneralName[]::new);
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
        }
        var signer = new JcaContentSignerBuilder("SHA256withECDSA")
                .build((issuer == null ? keys : issuer.keys).getPrivate());
        return new Identity(new JcaX509CertificateConverter().getCertificate(builder.build(signer)), keys, issuer);
    }

    static String pem(X509Certificate certificate) throws CertificateEncodingException {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    static void write(Path file, Identity... identities) throws IOException, CertificateEncodingException {
        var text = new StringBuilder();
        for (var identity : identities) {
            text.append(pem(identity.certificate));
        }
        Files.writeString(file, text);
    }

    /** For a server with this certificate, and for a client that trusts these authorities. */
    static SSLContext context(Identity own, Identity... trusted) throws Exception {
        var keys = KeyManagerFactory.getInstance("PKIX");
        var store = empty();
        if (own != null) {
            store.setKeyEntry(
                    "own", own.keys.getPrivate(), PASSWORD, own.chain().toArray(X509Certificate[]::new));
        }
        keys.init(store, PASSWORD);
        var roots = empty();
        for (var i = 0; i < trusted.length; i++) {
            roots.setCertificateEntry("root" + i, trusted[i].certificate);
        }
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(roots);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trusted.length == 0 ? null : trust.getTrustManagers(), RANDOM);
        return context;
    }

    private static KeyStore empty() throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
