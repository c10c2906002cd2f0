package org.weir.engine.trust;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.api.control.Ca;

/**
 * Short-lived HTTPS servers on loopback with a leaf of ours, against which a store's own client is tried: the only proof that
 * it trusts us. Not on the flows' event loops; the JDK's TLS will do for a handful of handshakes.
 */
public final class CanaryServers implements AutoCloseable {
    /** A client that starts a JVM on a busy machine needs several seconds. */
    static final Duration LIFE = Duration.ofSeconds(60);

    /** One for each authority and each of a few impatient users, and for those that are not over yet. */
    private static final int MOST = 8;

    private static final int MOST_CLIENTS = 8;
    private static final Duration CLIENT_TIME = Duration.ofSeconds(5);

    /** Ends a request that is none; a canary's client sends some hundred bytes. */
    private static final int MOST_REQUEST_BYTES = 16 * 1024;

    private static final byte[] ANSWER = ("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: "
                    + Ca.CANARY_BODY.length() + "\r\nConnection: close\r\n\r\n" + Ca.CANARY_BODY)
            .getBytes(StandardCharsets.US_ASCII);

    private static final Logger LOG = LoggerFactory.getLogger(CanaryServers.class);

    private final Clock clock;
    private final SecureRandom random;
    private final Duration life;
    private final Semaphore places = new Semaphore(MOST);
    private final Set<SSLServerSocket> open = ConcurrentHashMap.newKeySet();

    public CanaryServers(Clock clock, SecureRandom random) {
        this(clock, random, LIFE);
    }

    CanaryServers(Clock clock, SecureRandom random, Duration life) {
        this.clock = clock;
        this.random = random;
        this.life = life;
    }

    /**
     * Starts one.
     *
     * @throws IOException when there are too many, or none can be made; the message is for the user
     */
    Ca.Canary start(Authority authority) throws IOException {
        if (!places.tryAcquire()) {
            throw new IOException("too many canaries are open; each ends after " + life.toSeconds() + " s");
        }
        SSLServerSocket socket = null;
        try {
            var loopback = InetAddress.ofLiteral("127.0.0.1");
            socket = (SSLServerSocket) context(authority, loopback.getHostAddress())
                    .getServerSocketFactory()
                    .createServerSocket();
            socket.bind(new InetSocketAddress(loopback, 0));
            var listening = socket;
            open.add(listening);
            Thread.ofVirtual().name("weir-canary").start(() -> serve(listening));
            return new Ca.Canary(loopback.getHostAddress(), listening.getLocalPort(), (int) life.toSeconds());
        } catch (GeneralSecurityException | IOException e) {
            places.release();
            if (socket != null) {
                socket.close();
            }
            throw new IOException("no canary could be started: " + e.getMessage(), e);
        }
    }

    /** Ends them all. */
    @Override
    public void close() {
        open.forEach(CanaryServers::closeQuietly);
    }

    private SSLContext context(Authority authority, String name) throws GeneralSecurityException, IOException {
        var maker = new CertificateMaker(random);
        var pair = maker.keyPair();
        var names = Objects.requireNonNull(Names.of(name, null));
        var leaf = maker.leaf(authority, pair, names, clock.instant());
        var keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        var nothing = new char[0];
        keys.setKeyEntry(
                "canary",
                pair.getPrivate(),
                nothing,
                List.of(leaf, authority.certificate()).toArray(Certificate[]::new));
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, nothing);
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, random);
        return context;
    }

    private void serve(SSLServerSocket socket) {
        var end = System.nanoTime() + life.toNanos();
        var clients = new Semaphore(MOST_CLIENTS);
        try (socket) {
            for (var left = life.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                socket.setSoTimeout((int) left);
                var client = (SSLSocket) socket.accept();
                if (clients.tryAcquire()) {
                    Thread.ofVirtual().start(() -> {
                        answer(client);
                        clients.release();
                    });
                } else {
                    client.close();
                }
            }
        } catch (SocketTimeoutException e) {
            // Its time is over.
        } catch (IOException e) {
            LOG.debug("a canary ended: {}", e.toString());
        } finally {
            open.remove(socket);
            places.release();
        }
    }

    private static void answer(SSLSocket client) {
        try (client) {
            client.setSoTimeout((int) CLIENT_TIME.toMillis());
            var in = client.getInputStream();
            var last = 0;
            for (var count = 0; count < MOST_REQUEST_BYTES && last != 0x0d0a0d0a; count++) {
                var next = in.read();
                if (next < 0) {
                    return;
                }
                last = (last << 8) | next;
            }
            client.getOutputStream().write(ANSWER);
        } catch (IOException e) {
            // A client that does not trust us leaves like this: it is the client who tells.
        }
    }

    private static void closeQuietly(SSLServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing a canary: {}", e.toString());
        }
    }
}
