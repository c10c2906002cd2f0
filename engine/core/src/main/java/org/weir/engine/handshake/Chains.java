package org.weir.engine.handshake;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Certificate chains as bytes, each kept once however many flows showed it, and only as long as one of them is remembered. Any thread. */
final class Chains {
    /** What map and objects take for a chain, in bytes. */
    private static final int ENTRY = 256;

    private final AtomicLong bytes;
    private final ConcurrentHashMap<Object, Used> used = new ConcurrentHashMap<>();

    /**
     * A chain.
     *
     * @param key tells it from all others
     * @param certificates in DER, not to be changed
     */
    record Chain(Object key, List<byte[]> certificates) {
        int size() {
            return ENTRY + certificates.stream().mapToInt(der -> der.length).sum();
        }
    }

    private record Used(Chain chain, int times) {}

    /** @param bytes grows and shrinks with what is kept */
    Chains(AtomicLong bytes) {
        this.bytes = bytes;
    }

    /** Any chain; each comes with objects of its own. To be released. */
    Chain ofServer(List<X509Certificate> chain) throws CertificateEncodingException {
        var encoded = encoded(chain);
        return take(fingerprint(encoded), encoded);
    }

    /** A chain with a leaf of ours: its serial number is random and was given once. To be released. */
    Chain ofOurs(List<X509Certificate> chain) throws CertificateEncodingException {
        var key = chain.getFirst().getSerialNumber();
        var known = used.computeIfPresent(key, (_, was) -> new Used(was.chain, was.times + 1));
        return known != null ? known.chain : take(key, encoded(chain));
    }

    void release(@Nullable Chain chain) {
        if (chain != null) {
            used.computeIfPresent(chain.key, (_, was) -> {
                if (was.times > 1) {
                    return new Used(was.chain, was.times - 1);
                }
                bytes.addAndGet(-was.chain.size());
                return null;
            });
        }
    }

    /** How many there are, for tests. */
    int size() {
        return used.size();
    }

    private Chain take(Object key, List<byte[]> encoded) {
        return used.compute(key, (_, was) -> {
                    if (was != null) {
                        return new Used(was.chain, was.times + 1);
                    }
                    var made = new Chain(key, encoded);
                    bytes.addAndGet(made.size());
                    return new Used(made, 1);
                })
                .chain;
    }

    private static List<byte[]> encoded(List<X509Certificate> chain) throws CertificateEncodingException {
        var all = new ArrayList<byte[]>(chain.size());
        for (var certificate : chain) {
            all.add(certificate.getEncoded());
        }
        return List.copyOf(all);
    }

    private static String fingerprint(List<byte[]> encoded) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            encoded.forEach(digest::update);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JDK without SHA-256", e);
        }
    }
}
