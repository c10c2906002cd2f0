package org.weir.engine.inspect.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLServerSocket;

/** A server of the lab: each connection is served by a thread of its own. */
final class Origin implements AutoCloseable {
    private final ServerSocket listener;
    private final BlockingQueue<Object> results = new LinkedBlockingQueue<>();

    /** Speaks on one connection. */
    interface Service {
        void serve(Socket connection) throws Exception;
    }

    Origin(TlsLab lab, ServerSocket listener, Service service) {
        this.listener = listener;
        lab.destination = (InetSocketAddress) listener.getLocalSocketAddress();
        Thread.ofVirtual().start(() -> {
            while (!listener.isClosed()) {
                try {
                    var connection = listener.accept();
                    Thread.ofVirtual().start(() -> run(connection, service));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private void run(Socket connection, Service service) {
        try (connection) {
            service.serve(connection);
        } catch (Exception e) {
            results.add(e);
        }
    }

    static Origin plain(TlsLab lab, Service service) throws IOException {
        return new Origin(lab, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), service);
    }

    static SSLServerSocket tls(Pki.Identity identity, String version, String... protocols) throws Exception {
        var socket = (SSLServerSocket) Pki.context(identity)
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        parameters.setApplicationProtocols(
                java.util.Arrays.stream(protocols).filter(p -> !p.isEmpty()).toArray(String[]::new));
        socket.setSSLParameters(parameters);
        return socket;
    }

    /** Sends back what it gets. */
    static Origin echo(TlsLab lab, Pki.Identity identity, String version, String... protocols) throws Exception {
        return new Origin(
                lab,
                tls(identity, version, protocols),
                connection -> connection.getInputStream().transferTo(connection.getOutputStream()));
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
