package org.weir.engine.inspect.tls;

import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.weir.engine.trust.LeafSource.Leaf;

/**
 * The leaves that TLS engines answer with, so that one TLS context serves all hosts. An engine is made with the leaf's alias
 * as its peer host; the alias is the leaf's fingerprint, so that an engine may keep what it made of a leaf. A leaf stays known
 * while a handshake uses it, and as long as there is room. Safe for use by several threads.
 */
final class LeafKeys extends X509ExtendedKeyManager {
    private final Map<String, Leaf> recent;
    private final Map<String, Used> used = new HashMap<>();

    private record Used(Leaf leaf, int times) {}

    LeafKeys(int capacity) {
        recent = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Leaf> eldest) {
                return size() > capacity;
            }
        };
    }

    /** Makes the leaf known until {@link #release}; returns its alias. */
    String hold(Leaf leaf) {
        var alias = fingerprint(leaf.chain().getFirst());
        synchronized (this) {
            recent.put(alias, leaf);
            used.merge(alias, new Used(leaf, 1), (a, b) -> new Used(a.leaf, a.times + b.times));
        }
        return alias;
    }

    synchronized void release(String alias) {
        used.computeIfPresent(alias, (_, was) -> was.times == 1 ? null : new Used(was.leaf, was.times - 1));
    }

    private synchronized @Nullable Leaf find(@Nullable String alias) {
        if (alias == null) {
            return null;
        }
        var inUse = used.get(alias);
        return inUse != null ? inUse.leaf : recent.get(alias);
    }

    static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("a certificate without an encoding, or a JDK without SHA-256", e);
        }
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        var alias = engine.getPeerHost();
        var leaf = find(alias);
        return leaf != null && leaf.key().getAlgorithm().equals(algorithm(keyType)) ? alias : null;
    }

    /** The JDK asks for the key's algorithm, Netty for the key exchange's name. */
    private static String algorithm(String keyType) {
        return keyType.startsWith("EC") ? "EC" : keyType;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        var leaf = find(alias);
        return leaf == null ? null : leaf.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        var leaf = find(alias);
        return leaf == null ? null : leaf.key();
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }
}
