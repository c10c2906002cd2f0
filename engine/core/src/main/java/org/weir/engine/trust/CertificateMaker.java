package org.weir.engine.trust;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Builds certificates (RFC 5280). No state but the source of randomness, no I/O; a certificate takes about 0.2 ms. */
final class CertificateMaker {
    /** Long enough that nobody meets the end of it by surprise; rotation is a command away. */
    static final Duration AUTHORITY_LIFE = Duration.ofDays(3_650);

    /** The whole life of a leaf, from notBefore on: browsers are about to refuse longer ones. */
    static final Duration LEAF_LIFE = Duration.ofDays(90);

    /** For clients whose clock is behind ours: containers, virtual machines, a machine that has just got the time. */
    static final Duration BACKDATED = Duration.ofDays(1);

    private static final int SERIAL_BYTES = 16;
    private static final String CURVE = "secp256r1";

    private final SecureRandom random;

    CertificateMaker(SecureRandom random) {
        this.random = random;
    }

    KeyPair keyPair() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(CURVE), random);
        return generator.generateKeyPair();
    }

    /**
     * A new authority. Its name holds a piece of its key's hash, so that no two have the same.
     *
     * @param machine the host's name, for whoever finds the authority in a list
     */
    Authority authority(String machine, Instant now) throws GeneralSecurityException {
        var pair = keyPair();
        try {
            var identifier = identifier(pair);
            var tag = HexFormat.of().formatHex(identifier.getKeyIdentifier(), 0, 4);
            var common = WeirName.COMMON_NAME_START + tag + " (" + machine + ")";
            var subject = new X500NameBuilder(BCStyle.INSTANCE)
                    .addRDN(BCStyle.O, WeirName.ORGANIZATION)
                    .addRDN(BCStyle.CN, common.substring(0, Math.min(common.length(), Names.MAX_COMMON_NAME)))
                    .build();
            var from = now.truncatedTo(ChronoUnit.SECONDS).minus(BACKDATED);
            var builder = new JcaX509v3CertificateBuilder(
                    subject,
                    serial(),
                    Date.from(from),
                    Date.from(from.plus(AUTHORITY_LIFE)),
                    subject,
                    pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(Extension.subjectKeyIdentifier, false, identifier);
            return new Authority(pair.getPrivate(), sign(builder, pair.getPrivate()));
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /** A server's certificate for these names, signed by the authority; never valid beyond it. */
    X509Certificate leaf(Authority authority, KeyPair pair, Names names, Instant now) throws GeneralSecurityException {
        var start = now.truncatedTo(ChronoUnit.SECONDS).minus(BACKDATED);
        var from = later(start, authority.notBefore());
        // The last second counts as valid too.
        var until = earlier(start.plus(LEAF_LIFE).minusSeconds(1), authority.notAfter());
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    X500Name.getInstance(
                            authority.certificate().getSubjectX500Principal().getEncoded()),
                    serial(),
                    Date.from(from),
                    Date.from(until),
                    subject(names),
                    pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(Extension.subjectKeyIdentifier, false, identifier(pair));
            builder.addExtension(Extension.authorityKeyIdentifier, false, issuer(authority));
            // RFC 5280, section 4.2.1.6: critical when the subject is empty.
            builder.addExtension(Extension.subjectAlternativeName, names.commonName() == null, alternatives(names));
            return sign(builder, authority.key());
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static X500Name subject(Names names) {
        var builder = new X500NameBuilder(BCStyle.INSTANCE);
        if (names.commonName() != null) {
            builder.addRDN(BCStyle.CN, names.commonName());
        }
        return builder.build();
    }

    private static GeneralNames alternatives(Names names) {
        var all = new ArrayList<GeneralName>();
        names.dns().forEach(name -> all.add(new GeneralName(GeneralName.dNSName, name)));
        names.addresses().forEach(address -> all.add(new GeneralName(GeneralName.iPAddress, address)));
        return new GeneralNames(all.toArray(GeneralName[]::new));
    }

    private static SubjectKeyIdentifier identifier(KeyPair pair) throws GeneralSecurityException {
        return new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic());
    }

    /** The identifier that stands in the authority's own certificate: what it is made of is that certificate's matter. */
    private static AuthorityKeyIdentifier issuer(Authority authority) throws GeneralSecurityException {
        var encoded = authority.certificate().getExtensionValue(Extension.subjectKeyIdentifier.getId());
        if (encoded == null) {
            return new JcaX509ExtensionUtils()
                    .createAuthorityKeyIdentifier(authority.certificate().getPublicKey());
        }
        var octets = org.bouncycastle.asn1.ASN1OctetString.getInstance(encoded).getOctets();
        return new AuthorityKeyIdentifier(
                SubjectKeyIdentifier.getInstance(octets).getKeyIdentifier());
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        try {
            var signer = new JcaContentSignerBuilder(Authority.SIGNATURE).build(key);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /** Positive, of 126 random bits: RFC 5280, section 4.1.2.2, and more than the 64 that browsers ask for. */
    private BigInteger serial() {
        var bytes = new byte[SERIAL_BYTES];
        random.nextBytes(bytes);
        bytes[0] = (byte) ((bytes[0] & 0x3f) | 0x40);
        return new BigInteger(1, bytes);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
