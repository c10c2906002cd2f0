package org.weir.engine.inspect.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * No client certificates: only the app has them. Being asked for one ends the handshake, since an answer without one could
 * be taken by the server for a choice of the app's.
 */
final class ClientKeys extends X509ExtendedKeyManager {
    static final ClientKeys NONE = new ClientKeys();

    private ClientKeys() {}

    /** The server sent a CertificateRequest. */
    static final class WantedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WantedException() {
            super("the server asks for a client certificate");
        }
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String @Nullable [] keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        throw new WantedException();
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
        throw new WantedException();
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal[] issuers) {
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

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return null;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return null;
    }
}
