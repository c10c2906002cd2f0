package org.weir.testkit.origin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * One accepted connection whose bytes are counted and hashed in both directions. Used by one thread, except that a proxy
 * service reads on one and writes on another; the two directions share nothing.
 */
final class Connection implements AutoCloseable {
    private static final int FIRST_LINE_LIMIT = 200;

    private final Socket socket;
    private final long startedNanos = System.nanoTime();
    private final CountingInput input;
    private final CountingOutput output;
    private String end = "closed";

    Connection(Socket socket) throws IOException {
        this.socket = socket;
        this.input = new CountingInput(socket.getInputStream());
        this.output = new CountingOutput(socket.getOutputStream());
    }

    Socket socket() {
        return socket;
    }

    InputStream input() {
        return input;
    }

    OutputStream output() {
        return output;
    }

    /** Reads up to and with the next line feed, as Latin-1 without the line end; empty at the end of the stream. */
    String readLine(int limit) throws IOException {
        var line = new StringBuilder();
        for (var octet = input.read(); octet >= 0 && octet != '\n'; octet = input.read()) {
            if (line.length() >= limit) {
                throw new IOException("line longer than " + limit);
            }
            line.append((char) octet);
        }
        if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
        }
        return line.toString();
    }

    void write(String text) throws IOException {
        output.write(text.getBytes(StandardCharsets.UTF_8));
        output.flush();
    }

    /** Sends a reset instead of an orderly end. */
    void reset() throws IOException {
        end = "reset-by-us";
        socket.setSoLinger(true, 0);
        socket.close();
    }

    void ended(String how) {
        end = how;
    }

    /** SHA-256 of what was read until now, in hexadecimal. */
    String inputHash() {
        return Hashes.hex(input.digest);
    }

    long inputBytes() {
        return input.count;
    }

    /** The log's line for this connection: one JSON object, ended by a line feed. */
    String logLine(String service) {
        var peer = (InetSocketAddress) socket.getRemoteSocketAddress();
        var local = (InetSocketAddress) socket.getLocalSocketAddress();
        var millis = (System.nanoTime() - startedNanos) / 1_000_000;
        return """
                {"service":"%s","peer":"%s","peer_port":%d,"local":"%s","local_port":%d,"in":%d,"in_sha256":"%s",\
                "out":%d,"out_sha256":"%s","first":"%s","end":"%s","ms":%d}
                """.formatted(
                        service,
                        address(peer),
                        peer.getPort(),
                        address(local),
                        local.getPort(),
                        input.count,
                        inputHash(),
                        output.count,
                        Hashes.hex(output.digest),
                        escape(input.firstLine.toString()),
                        escape(end),
                        millis);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static String address(InetSocketAddress address) {
        return address.getAddress().getHostAddress();
    }

    private static String escape(String text) {
        var escaped = new StringBuilder();
        for (var i = 0; i < text.length(); i++) {
            var character = text.charAt(i);
            if (character == '"' || character == '\\' || character < ' ' || character > '~') {
                escaped.append(String.format("\\u%04x", (int) character));
            } else {
                escaped.append(character);
            }
        }
        return escaped.toString();
    }

    private static final class CountingInput extends InputStream {
        private final InputStream in;
        private final MessageDigest digest = Hashes.sha256();
        private final StringBuilder firstLine = new StringBuilder();
        private long count;
        private boolean lineEnded;

        CountingInput(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            var octet = in.read();
            if (octet >= 0) {
                count++;
                digest.update((byte) octet);
                note((byte) octet);
            }
            return octet;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            var read = in.read(buffer, offset, length);
            if (read > 0) {
                count += read;
                digest.update(buffer, offset, read);
                for (var i = 0; i < read && !lineEnded; i++) {
                    note(buffer[offset + i]);
                }
            }
            return read;
        }

        private void note(byte octet) {
            if (lineEnded) {
                return;
            }
            if (octet == '\n' || firstLine.length() >= FIRST_LINE_LIMIT) {
                lineEnded = true;
            } else if (octet != '\r') {
                firstLine.append((char) (octet & 0xff));
            }
        }
    }

    private static final class CountingOutput extends OutputStream {
        private final OutputStream out;
        private final MessageDigest digest = Hashes.sha256();
        private long count;

        CountingOutput(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            out.write(buffer, offset, length);
            count += length;
            digest.update(buffer, offset, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
