package org.weir.testkit.origin;

import java.io.EOFException;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * Hash source and sink in just enough HTTP/1.1 that any client can be used: {@code GET /random/SIZE/SEED} answers SIZE
 * seeded random bytes, {@code PUT|POST /…} takes Content-Length bytes and answers {@code COUNT SHA256\n}. Keep-alive.
 */
final class DataService implements Service {
    private static final int LINE_LIMIT = 8192;
    private static final int CHUNK = 64 * 1024;
    /** The largest payload; more would only be a longer test. */
    private static final long LARGEST = 64L * 1024 * 1024;

    private static final Pattern RANDOM = Pattern.compile("/random/(\\d{1,9})/(\\d{1,9}).*");

    @Override
    public void serve(Connection connection) throws IOException {
        for (var request = connection.readLine(LINE_LIMIT);
                !request.isEmpty();
                request = connection.readLine(LINE_LIMIT)) {
            var length = 0L;
            var close = request.endsWith("HTTP/1.0");
            for (var header = connection.readLine(LINE_LIMIT);
                    !header.isEmpty();
                    header = connection.readLine(LINE_LIMIT)) {
                if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                    length = Long.parseLong(header.substring(15).strip());
                } else if (header.equalsIgnoreCase("expect: 100-continue")) {
                    connection.write("HTTP/1.1 100 Continue\r\n\r\n");
                } else if (header.equalsIgnoreCase("connection: close")) {
                    close = true;
                }
            }
            answer(connection, request, length, close);
            if (close) {
                return;
            }
        }
    }

    private static void answer(Connection connection, String request, long length, boolean close) throws IOException {
        var ending = close ? "Connection: close\r\n\r\n" : "\r\n";
        var parts = request.split(" ");
        var path = parts.length > 1 ? parts[1] : "/";
        var random = RANDOM.matcher(path);
        if (parts[0].equals("GET") && random.matches()) {
            var size = Math.min(Long.parseLong(random.group(1)), LARGEST);
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n" + ending);
            send(connection, size, Long.parseLong(random.group(2)));
            return;
        }
        var body = length > 0 ? take(connection, length) : "0 empty";
        body = body + "\n";
        connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n" + ending + body);
    }

    private static void send(Connection connection, long size, long seed) throws IOException {
        var bytes = new SplittableRandom(seed);
        var chunk = new byte[CHUNK];
        for (var left = size; left > 0; ) {
            bytes.nextBytes(chunk);
            var now = (int) Math.min(left, CHUNK);
            connection.output().write(chunk, 0, now);
            left -= now;
        }
        connection.output().flush();
    }

    private static String take(Connection connection, long length) throws IOException {
        var hash = Hashes.sha256();
        var chunk = new byte[CHUNK];
        for (var left = length; left > 0; ) {
            var read = connection.input().read(chunk, 0, (int) Math.min(left, CHUNK));
            if (read < 0) {
                throw new EOFException("body ended " + left + " bytes early");
            }
            hash.update(chunk, 0, read);
            left -= read;
        }
        return length + " " + Hashes.hex(hash);
    }
}
