package org.weir.testkit.origin;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The two upstream proxies that a reroute may go through: HTTP CONNECT (RFC 9110, 9.3.6) and SOCKS5 (RFC 1928). */
final class Proxies {
    /** The lab's network answers in microseconds; longer means the blackhole. */
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    private static final int LINE_LIMIT = 8192;

    private Proxies() {}

    static void httpConnect(Connection connection) throws IOException, InterruptedException {
        var request = connection.readLine(LINE_LIMIT).split(" ");
        String header;
        do {
            header = connection.readLine(LINE_LIMIT);
        } while (!header.isEmpty());
        if (request.length < 2 || !request[0].equals("CONNECT")) {
            connection.write("HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n");
            return;
        }
        var colon = request[1].lastIndexOf(':');
        var host = request[1].substring(0, colon).replace("[", "").replace("]", "");
        try (var upstream = dial(host, Integer.parseInt(request[1].substring(colon + 1)))) {
            connection.write("HTTP/1.1 200 Connected\r\n\r\n");
            join(connection, upstream);
        } catch (IOException e) {
            connection.ended("upstream: " + e.getMessage());
            connection.write("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
        }
    }

    static void socks5(Connection connection) throws IOException, InterruptedException {
        var in = connection.input();
        require(octet(in) == 5, "SOCKS version");
        take(in, octet(in));
        connection.output().write(new byte[] {5, 0});
        require(octet(in) == 5 && octet(in) == 1 && octet(in) == 0, "CONNECT request");
        var host = switch (octet(in)) {
            case 1 -> InetAddress.getByAddress(take(in, 4)).getHostAddress();
            case 3 -> new String(take(in, octet(in)), StandardCharsets.US_ASCII);
            case 4 -> InetAddress.getByAddress(take(in, 16)).getHostAddress();
            default -> throw new IOException("address type");
        };
        var port = octet(in) << 8 | octet(in);
        try (var upstream = dial(host, port)) {
            connection.output().write(socksReply(0));
            join(connection, upstream);
        } catch (IOException e) {
            connection.ended("upstream: " + e.getMessage());
            connection.output().write(socksReply(5));
        }
    }

    private static byte[] socksReply(int code) {
        var reply = new byte[10];
        reply[0] = 5;
        reply[1] = (byte) code;
        reply[3] = 1;
        return reply;
    }

    private static Socket dial(String host, int port) throws IOException {
        var upstream = new Socket();
        upstream.connect(new InetSocketAddress(host, port), (int) CONNECT_LIMIT.toMillis());
        return upstream;
    }

    private static void join(Connection connection, Socket upstream) throws IOException, InterruptedException {
        var up = Thread.ofVirtual().start(() -> {
            try {
                copy(connection.input(), upstream.getOutputStream());
                upstream.shutdownOutput();
            } catch (IOException e) {
                connection.ended("up: " + e.getMessage());
            }
        });
        copy(upstream.getInputStream(), connection.output());
        connection.socket().shutdownOutput();
        up.join();
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        var buffer = new byte[64 * 1024];
        for (var read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            to.write(buffer, 0, read);
            to.flush();
        }
    }

    private static int octet(InputStream in) throws IOException {
        var octet = in.read();
        if (octet < 0) {
            throw new EOFException();
        }
        return octet;
    }

    private static byte[] take(InputStream in, int length) throws IOException {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++) {
            bytes[i] = (byte) octet(in);
        }
        return bytes;
    }

    private static void require(boolean condition, String what) throws IOException {
        if (!condition) {
            throw new IOException("not a " + what);
        }
    }
}
