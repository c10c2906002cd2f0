package org.weir.engine.inspect.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The roots that servers are verified against: the system's, and what the user added in a folder. Blocking; not thread-safe. */
final class Roots {
    private static final Logger LOG = LoggerFactory.getLogger(Roots.class);

    /** Where distributions keep the bundle: Debian and Arch; Fedora and RHEL; openSUSE; Alpine; older RHEL. */
    static final List<Path> SYSTEM = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"),
            Path.of("/etc/ssl/ca-bundle.pem"),
            Path.of("/etc/ssl/cert.pem"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"));

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (?:TRUSTED )?CERTIFICATE-----([^-]+)-----END (?:TRUSTED )?CERTIFICATE-----");

    /** More than any bundle of a distribution has (0.3 MB today); a bound on what a wrong file costs. */
    private static final long MAX_FILE = 16L << 20;

    private final List<Path> system;
    private final @Nullable Path added;
    private final Predicate<X509Certificate> ours;
    private List<Stamp> seen = List.of();

    private record Stamp(Path file, FileTime modified, long size) {}

    /**
     * @param system the first of these that is there is read; without any, the JDK's own roots
     * @param added folder whose {@code *.pem} and {@code *.crt} files are read as well, or null
     * @param ours which certificates are never roots, wherever they are found
     */
    Roots(List<Path> system, @Nullable Path added, Predicate<X509Certificate> ours) {
        this.system = List.copyOf(system);
        this.added = added;
        this.ours = ours;
    }

    /** Whether the files look different from when they were last read. */
    boolean changed() {
        return !stamps().equals(seen);
    }

    /** Reads the files. What cannot be read is left out, and the log says so. */
    X509TrustManager read() throws GeneralSecurityException {
        seen = stamps();
        var roots = new ArrayList<X509Certificate>();
        for (var stamp : seen) {
            roots.addAll(certificates(stamp.file()));
        }
        roots.removeIf(ours);
        var store = emptyStore();
        for (var i = 0; i < roots.size(); i++) {
            store.setCertificateEntry("root-" + i, roots.get(i));
        }
        if (systemFile().isEmpty()) {
            LOG.warn("no bundle of root certificates found in {}: servers are verified against the JDK's own", system);
            for (var root : manager(null).getAcceptedIssuers()) {
                store.setCertificateEntry("jdk-" + LeafKeys.fingerprint(root), root);
            }
        }
        LOG.info("servers are verified against {} roots", store.size());
        return manager(store);
    }

    private static X509TrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
        // Plain PKIX: no revocation, no fetching of missing certificates, both of which are network traffic of ours.
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return Stream.of(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException("nothing was read", e);
        }
        return store;
    }

    private Optional<Path> systemFile() {
        return system.stream().filter(Files::isReadable).findFirst();
    }

    private List<Stamp> stamps() {
        var files = new ArrayList<Path>();
        systemFile().ifPresent(files::add);
        if (added != null && Files.isDirectory(added)) {
            try (var entries = Files.list(added)) {
                entries.filter(f ->
                                f.toString().endsWith(".pem") || f.toString().endsWith(".crt"))
                        .sorted()
                        .forEach(files::add);
            } catch (IOException e) {
                LOG.warn("{} cannot be read: {}", added, e.toString());
            }
        }
        var stamps = new ArrayList<Stamp>();
        for (var file : files) {
            try {
                stamps.add(new Stamp(file, Files.getLastModifiedTime(file), Files.size(file)));
            } catch (IOException e) {
                LOG.warn("{} cannot be read: {}", file, e.toString());
            }
        }
        return stamps;
    }

    private static List<X509Certificate> certificates(Path file) {
        var found = new ArrayList<X509Certificate>();
        try {
            if (Files.size(file) > MAX_FILE) {
                throw new IOException("larger than " + MAX_FILE + " bytes");
            }
            var factory = CertificateFactory.getInstance("X.509");
            var blocks = PEM.matcher(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1));
            while (blocks.find()) {
                try {
                    var der = Base64.getMimeDecoder().decode(blocks.group(1));
                    found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
                } catch (CertificateException | IllegalArgumentException e) {
                    LOG.warn("{}: a certificate is left out: {}", file, e.toString());
                }
            }
        } catch (IOException | CertificateException e) {
            LOG.warn("{} is left out: {}", file, e.toString());
        }
        return found;
    }
}
