package org.weir.testkit.origin;

import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * All Java services of the lab in one process: {@code OriginServer LOG READY-FILE ADDRESS…}. Every address gets every
 * port. The ready file is made when all of them listen. Every connection becomes one JSON line of the log at its end.
 */
public final class OriginServer {
    /** Tests open a thousand connections at once; the kernel's own limit is net.core.somaxconn (4096). */
    private static final int BACKLOG = 4096;

    /** System property that names the keys of the TLS services; without it there is none on 8443. */
    private static final String KEYS = "weir.lab.keys";

    private final Writer log;

    private OriginServer(Writer log) {
        this.log = log;
    }

    /** Runs until the process is killed. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length < 3) {
            throw new IllegalArgumentException("usage: OriginServer LOG READY-FILE ADDRESS...");
        }
        try (var log =
                Files.newBufferedWriter(Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            var server = new OriginServer(log);
            for (var i = 2; i < args.length; i++) {
                for (var entry : services().entrySet()) {
                    server.listen(InetAddress.getByName(args[i]), entry.getKey(), entry.getValue());
                }
            }
            Files.writeString(Path.of(args[1]), "ready\n");
            new CountDownLatch(1).await();
        }
    }

    private static Map<Integer, Named> services() {
        var services = new LinkedHashMap<Integer, Named>();
        services.put(7, new Named("echo", Services::echo));
        services.put(22, new Named("ssh", Services::ssh));
        services.put(25, new Named("smtp", Services::smtp));
        services.put(1080, new Named("socks5", Proxies::socks5));
        services.put(3128, new Named("connect", Proxies::httpConnect));
        services.put(3306, new Named("mysql", Services::mysql));
        services.put(8001, new Named("slow", Services::slow));
        services.put(8002, new Named("reset", Services::resetAfterByte));
        services.put(8012, new Named("reset-at-once", Services::resetAtOnce));
        services.put(8003, new Named("data", new DataService()));
        services.put(8004, new Named("half-close", Services::hashAtEnd));
        services.put(8005, new Named("ends-first", Services::endsFirst));
        services.put(8006, new Named("silent", Services::silent));
        services.put(8007, new Named("whoami", Services::whoami));
        services.put(8008, new Named("websocket", new WebSocketEcho()));
        services.put(8444, new Named("tls-closes", TlsFaults::closes));
        services.put(8445, new Named("tls-resets", TlsFaults::resets));
        var keys = System.getProperty(KEYS);
        if (keys != null) {
            services.put(8443, new Named("tls-without-alpn", TlsFaults.withoutAlpn(Path.of(keys))));
        }
        return services;
    }

    private void listen(InetAddress address, int port, Named named) throws IOException {
        var socket = new ServerSocket();
        socket.bind(new InetSocketAddress(address, port), BACKLOG);
        Thread.ofPlatform().name(named.name()).start(() -> accept(socket, named));
    }

    @SuppressWarnings("CatchAndPrintStackTrace") // the server's standard error is the lab's origin.err
    private void accept(ServerSocket socket, Named named) {
        while (true) {
            try {
                var accepted = socket.accept();
                Thread.ofVirtual().start(() -> serve(accepted, named));
            } catch (IOException e) {
                e.printStackTrace();
            }
        }
    }

    @SuppressWarnings("CatchAndPrintStackTrace")
    private void serve(java.net.Socket accepted, Named named) {
        try (var connection = new Connection(accepted)) {
            try {
                named.service().serve(connection);
            } catch (IOException e) {
                connection.ended("error: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                write(connection.logLine(named.name()));
            }
        } catch (IOException e) {
            e.printStackTrace();
        }
    }

    private synchronized void write(String line) throws IOException {
        log.write(line);
        log.flush();
    }

    private record Named(String name, Service service) {}
}
