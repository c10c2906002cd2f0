package org.weir.engine.inspect.http2;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for localhost, and TLS with ALPN h2 from it. */
record TestTls(Path certificate, Path key, SslContext server, SslContext client) {

    static TestTls in(Path folder) throws Exception {
        var certificate = folder.resolve("cert.pem");
        var key = folder.resolve("key.pem");
        var openssl = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:prime256v1",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=localhost",
                        "-addext",
                        "subjectAltName=DNS:localhost,IP:127.0.0.1",
                        "-keyout",
                        key.toString(),
                        "-out",
                        certificate.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.log").toFile())
                .start();
        if (!openssl.waitFor(20, TimeUnit.SECONDS) || openssl.exitValue() != 0) {
            throw new IOException(Files.readString(folder.resolve("openssl.log")));
        }
        var alpn = new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                "h2");
        return new TestTls(
                certificate,
                key,
                SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                        .applicationProtocolConfig(alpn)
                        .build(),
                SslContextBuilder.forClient()
                        .trustManager(certificate.toFile())
                        .applicationProtocolConfig(alpn)
                        .build());
    }

    /** For the JDK's own clients. */
    SSLContext trusting() throws Exception {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null);
        try (var in = Files.newInputStream(certificate)) {
            store.setCertificateEntry(
                    "lab", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
