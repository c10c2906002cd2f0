package org.weir.engine.history;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy.BodyEditException;
import org.weir.engine.http.edit.BodyDecoding;

/**
 * A piece of a kept body without its content coding. Decoded anew for each piece: bodies are small, and to hold decoded
 * ones for whoever may ask for more is not worth the memory. Here and not in the client, because what decodes hostile bytes
 * in native code should have no privileges.
 *
 * @param length of the whole decoded body, or what is decoded of it at most
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DecodedBody(byte[] piece, long length) {
    /** A few kilobytes can become gigabytes; this is more than anybody reads. */
    static final int MAX_DECODED = 32 * 1024 * 1024;

    private static final int READ_BYTES = 64 * 1024;

    /**
     * Blocks for the disk and, at worst, some hundred milliseconds of computing.
     *
     * @return empty when there is no coding that could be undone, or the body is broken. Of one that was cut there is what
     *     could be decoded.
     */
    static Optional<DecodedBody> read(FileChannel file, Headers headers, long offset, int limit) throws IOException {
        var decoding = BodyDecoding.of(headers);
        if (decoding.isEmpty()) {
            return Optional.empty();
        }
        try (var from = decoding.get()) {
            var window = new Window(offset, limit);
            var buffer = ByteBuffer.allocate(READ_BYTES);
            for (var at = 0L; file.read(buffer, at) > 0 && window.length < MAX_DECODED; buffer.clear()) {
                at += buffer.flip().remaining();
                from.feed(buffer, window);
            }
            return Optional.of(new DecodedBody(window.kept.toByteArray(), Math.min(window.length, MAX_DECODED)));
        } catch (BodyEditException e) {
            return Optional.empty();
        }
    }

    /** Keeps what lies inside, and counts all. */
    private static final class Window implements BodyDecoding.Sink {
        private final long from;
        private final long to;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private long length;

        Window(long offset, int limit) {
            from = offset;
            to = Math.min(offset + limit, MAX_DECODED);
        }

        @Override
        public void take(byte[] bytes, int count) {
            var first = Math.max(from - length, 0);
            var last = Math.min(to - length, count);
            if (first < last) {
                kept.write(bytes, (int) first, (int) (last - first));
            }
            length += count;
        }
    }
}
