package org.weir.engine.inspect.tls;

import io.netty.handler.ssl.util.SimpleKeyManagerFactory;
import java.security.KeyStore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.X509KeyManager;

/** A factory of the one key manager that is there, as Netty wants it. */
final class OneKeyManager extends SimpleKeyManagerFactory {
    private final X509KeyManager manager;

    OneKeyManager(X509KeyManager manager) {
        this.manager = manager;
    }

    @Override
    protected void engineInit(KeyStore keyStore, char[] password) {}

    @Override
    protected void engineInit(ManagerFactoryParameters parameters) {}

    @Override
    protected KeyManager[] engineGetKeyManagers() {
        return new KeyManager[] {manager};
    }
}
