package org.weir.engine.inspect.http2;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real nginx that speaks HTTP/2 over TLS on the loopback and serves one folder. */
final class Nginx implements AutoCloseable {
    private final Process process;
    private final InetSocketAddress address;

    private Nginx(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    static Nginx start(Path folder, TestTls tls) throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var www = Files.createDirectories(folder.resolve("www"));
        var temp = Files.createDirectories(folder.resolve("temp"));
        Files.writeString(
                folder.resolve("nginx.conf"), """
                daemon off; master_process off; worker_processes 1; pid %1$s/nginx.pid; error_log %1$s/error.log;
                events { worker_connections 512; }
                http {
                  access_log off; root %2$s; client_max_body_size 0; keepalive_requests 10000000;
                  client_body_temp_path %3$s; proxy_temp_path %3$s; fastcgi_temp_path %3$s;
                  uwsgi_temp_path %3$s; scgi_temp_path %3$s;
                  http2_max_concurrent_streams 128;
                  server {
                    listen 127.0.0.1:%4$d ssl http2;
                    ssl_certificate %5$s; ssl_certificate_key %6$s;
                    location = /hello { return 200 "hello from nginx\\n"; }
                  }
                }
                """.formatted(folder, www, temp, port, tls.certificate(), tls.key()));
        var process = new ProcessBuilder("nginx", "-e", folder + "/error.log", "-c", folder + "/nginx.conf")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.log").toFile())
                .start();
        var nginx = new Nginx(process, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        Awaitility.await().atMost(15, TimeUnit.SECONDS).until(() -> nginx.answers());
        return nginx;
    }

    InetSocketAddress address() {
        return address;
    }

    private boolean answers() {
        try (var socket = new Socket(address.getAddress(), address.getPort())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
