package org.weir.testkit.origin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** TLS servers that nginx cannot play: one that does not know ALPN, and two that end within the handshake. */
final class TlsFaults {
    private static final char[] PASSWORD = {'l', 'a', 'b'};
    private static final String ANSWER = "hello without ALPN\n";

    private TlsFaults() {}

    /**
     * An HTTP/1.1 server behind TLS that ignores ALPN. Its log line counts nothing: the bytes are TLS's own.
     *
     * @param keys a PKCS#12 file, password {@code lab}
     */
    static Service withoutAlpn(Path keys) {
        try {
            var store = KeyStore.getInstance(keys.toFile(), PASSWORD);
            var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, PASSWORD);
            var context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return connection -> answer(context, connection);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("not the lab's keys: " + keys, e);
        }
    }

    private static void answer(SSLContext context, Connection connection) throws IOException {
        try (var tls = (SSLSocket) context.getSocketFactory().createSocket(connection.socket(), null, true)) {
            var in = tls.getInputStream();
            for (var ends = 0; ends < 4; ) {
                var octet = in.read();
                if (octet < 0) {
                    return;
                }
                ends = octet == '\r' || octet == '\n' ? ends + 1 : 0;
            }
            tls.getOutputStream()
                    .write(("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: "
                                    + ANSWER.length() + "\r\n\r\n" + ANSWER)
                            .getBytes(StandardCharsets.US_ASCII));
            tls.getOutputStream().flush();
        }
    }

    /** Takes the client's hello and ends the connection in order. */
    static void closes(Connection connection) throws IOException {
        hello(connection);
        connection.socket().shutdownOutput();
        Services.drain(connection);
    }

    /** Takes the client's hello and resets the connection. */
    static void resets(Connection connection) throws IOException {
        hello(connection);
        connection.reset();
    }

    /** Reads one record; what was unread would turn an end into a reset. */
    private static void hello(Connection connection) throws IOException {
        var header = connection.input().readNBytes(5);
        if (header.length == 5) {
            connection.input().readNBytes((header[3] & 0xff) << 8 | (header[4] & 0xff));
        }
    }
}
