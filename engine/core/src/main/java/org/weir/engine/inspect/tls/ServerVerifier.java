package org.weir.engine.inspect.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStoreException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Judges servers' certificates: chain, validity and name, against the system's roots. Revocation is not checked: it takes
 * network traffic that the app did not ask for, and most apps do without it. Blocks for milliseconds, and while the roots
 * are read; safe for use by several threads.
 */
public final class ServerVerifier {
    private final Roots roots;
    private final Predicate<X509Certificate> ours;
    private final LongSupplier nanos;
    private final Map<Question, Long> verified = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Long> eldest) {
            return size() > TlsLimits.VERIFIED_CHAINS;
        }
    };
    private @Nullable X509TrustManager trust;
    private long looked;

    /** What a positive answer was about. */
    private record Question(String leaf, int chain, List<String> names) {}

    /**
     * @param added folder with roots that the user added, or null
     * @param ours whether a certificate is an authority of this installation, which must never vouch for a server
     */
    public ServerVerifier(@Nullable Path added, Predicate<X509Certificate> ours) {
        this(Roots.SYSTEM, added, ours);
    }

    ServerVerifier(List<Path> system, @Nullable Path added, Predicate<X509Certificate> ours) {
        this(system, added, ours, System::nanoTime);
    }

    /** @param nanos the clock; starts anywhere */
    ServerVerifier(List<Path> system, @Nullable Path added, Predicate<X509Certificate> ours, LongSupplier nanos) {
        this.roots = new Roots(system, added, ours);
        this.ours = ours;
        this.nanos = nanos;
    }

    /**
     * @param chain as the server sent it, its own certificate first
     * @param names what the app may take the server for; one of them must match
     * @return why the server is not to be believed, in words for the flow's record; empty when it is
     */
    public Optional<String> doubt(List<X509Certificate> chain, List<String> names) {
        if (chain.isEmpty()) {
            return Optional.of("the server shows no certificate");
        }
        if (chain.stream().anyMatch(ours)) {
            return Optional.of("the server's certificate was made by a Weir authority");
        }
        // Costs nothing, so that what is remembered ends with the certificate.
        var over = overOrEarly(chain.getFirst());
        if (over.isPresent()) {
            return over;
        }
        var now = nanos.getAsLong();
        var question = new Question(LeafKeys.fingerprint(chain.getFirst()), chain.hashCode(), names);
        X509TrustManager against;
        synchronized (this) {
            try {
                against = current(now);
            } catch (GeneralSecurityException e) {
                return Optional.of("the system's root certificates cannot be read: " + e.getMessage());
            }
            var until = verified.get(question);
            if (until != null && until - now > 0) {
                return Optional.empty();
            }
        }
        var doubt = check(against, chain, names);
        if (doubt.isEmpty()) {
            synchronized (this) {
                // Roots that went meanwhile took this answer with them.
                if (against.equals(trust)) {
                    verified.put(question, now + TlsLimits.VERIFIED_FOR.toNanos());
                }
            }
        }
        return doubt;
    }

    private X509TrustManager current(long now) throws GeneralSecurityException {
        if (trust == null || now - looked > TlsLimits.ROOTS_CHECK.toNanos()) {
            looked = now;
            if (trust == null || roots.changed()) {
                trust = roots.read();
                verified.clear();
            }
        }
        return trust;
    }

    private static Optional<String> overOrEarly(X509Certificate leaf) {
        try {
            leaf.checkValidity();
            return Optional.empty();
        } catch (CertificateExpiredException _) {
            return Optional.of("the server's certificate has expired");
        } catch (CertificateNotYetValidException _) {
            return Optional.of("the server's certificate is not valid yet");
        }
    }

    private Optional<String> check(X509TrustManager against, List<X509Certificate> chain, List<String> names) {
        var leaf = chain.getFirst();
        try {
            against.checkServerTrusted(chain.toArray(X509Certificate[]::new), "UNKNOWN");
        } catch (CertificateException e) {
            return Optional.of(words(chain, e));
        } catch (RuntimeException e) {
            if (e.getCause() instanceof KeyStoreException) {
                return Optional.of("the system has no root certificates");
            }
            return Optional.of("the server's certificate cannot be verified: " + e.getMessage());
        }
        if (names.stream().noneMatch(name -> NameCheck.matches(leaf, name))) {
            return Optional.of("the server's certificate is for another name than " + String.join(" or ", names));
        }
        return Optional.empty();
    }

    private static String words(List<X509Certificate> chain, CertificateException e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof CertPathValidatorException path
                    && path.getReason() == CertPathValidatorException.BasicReason.EXPIRED) {
                return "a certificate of the server's authority has expired";
            }
            if (t instanceof CertPathValidatorException path
                    && path.getReason() == CertPathValidatorException.BasicReason.ALGORITHM_CONSTRAINED) {
                return "the server's certificate uses an algorithm that is no longer safe";
            }
        }
        var leaf = chain.getFirst();
        return leaf.getIssuerX500Principal().equals(leaf.getSubjectX500Principal())
                ? "the server's certificate is self-signed"
                : "the server's certificate is of no authority that this system trusts";
    }
}
