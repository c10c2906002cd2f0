package org.weir.testkit.origin;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** The plain services of the lab; see docs/lab.md for the ports. */
final class Services {
    private static final int BUFFER = 64 * 1024;
    /** One byte each 100 ms: slow enough that every idle limit worth testing is shorter than a session. */
    private static final Duration DRIP = Duration.ofMillis(100);

    private Services() {}

    /** Speaks first, as mail servers do; the greeting carries the moment of sending in microseconds since 1970. */
    static void smtp(Connection connection) throws IOException {
        connection.write("220 origin.lab.test ESMTP " + nowMicros() + "\r\n");
        for (var line = connection.readLine(1000); !line.isEmpty(); line = connection.readLine(1000)) {
            if (line.toUpperCase(Locale.ROOT).startsWith("QUIT")) {
                connection.write("221 bye\r\n");
                return;
            }
            connection.write("250 ok\r\n");
        }
    }

    /** The shape of a MySQL server's first packet: three bytes of length, sequence 0, protocol 10, version. */
    static void mysql(Connection connection) throws IOException {
        var version = "8.0.0-lab-" + nowMicros();
        var length = 1 + version.length() + 1;
        connection.output().write(new byte[] {(byte) length, 0, 0, 0, 10});
        connection.write(version + "\0");
        drain(connection);
    }

    static void ssh(Connection connection) throws IOException {
        connection.write("SSH-2.0-lab_" + nowMicros() + "\r\n");
        drain(connection);
    }

    static void echo(Connection connection) throws IOException {
        var buffer = new byte[BUFFER];
        for (var read = connection.input().read(buffer);
                read >= 0;
                read = connection.input().read(buffer)) {
            connection.output().write(buffer, 0, read);
            connection.output().flush();
        }
    }

    static void slow(Connection connection) throws IOException, InterruptedException {
        var reader = Thread.ofVirtual().start(() -> drainQuietly(connection));
        while (reader.isAlive()) {
            connection.write(".");
            Thread.sleep(DRIP);
        }
    }

    /** Waits for the client's first byte, then resets. */
    static void resetAfterByte(Connection connection) throws IOException {
        var ignored = connection.input().read();
        connection.reset();
    }

    static void resetAtOnce(Connection connection) throws IOException {
        connection.reset();
    }

    /** Reads to the client's end of stream, only then answers with count and hash: needs a half-close that is kept. */
    static void hashAtEnd(Connection connection) throws IOException {
        drain(connection);
        connection.write(connection.inputBytes() + " " + connection.inputHash() + "\n");
    }

    /** Ends its own direction at once and goes on reading: the other half-close. */
    static void endsFirst(Connection connection) throws IOException {
        connection.write("bye\n");
        connection.socket().shutdownOutput();
        drain(connection);
    }

    /** Takes everything and never says a word. */
    static void silent(Connection connection) throws IOException {
        drain(connection);
    }

    /** Answers a line with the peer that it sees: a client whose own port stands there came directly. */
    static void whoami(Connection connection) throws IOException {
        connection.readLine(1000);
        var socket = connection.socket();
        connection.write(socket.getInetAddress().getHostAddress() + " " + socket.getPort() + "\n");
    }

    static void drain(Connection connection) throws IOException {
        var buffer = new byte[BUFFER];
        int read;
        do {
            read = connection.input().read(buffer);
        } while (read >= 0);
    }

    private static void drainQuietly(Connection connection) {
        try {
            drain(connection);
        } catch (IOException e) {
            connection.ended("error: " + e.getMessage());
        }
    }

    private static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
