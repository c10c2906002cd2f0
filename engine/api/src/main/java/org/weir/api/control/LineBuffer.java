package org.weir.api.control;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cuts a stream of bytes into lines of bounded length. For one thread. */
final class LineBuffer {
    private final int maxLine;
    private byte[] bytes = new byte[8 * 1024];
    private int start;
    private int scanned;
    private int end;

    /** @param maxLine the longest line in bytes, its newline included */
    LineBuffer(int maxLine) {
        this.maxLine = maxLine;
    }

    /** Takes the first {@code length} of {@code more}; all lines must have been taken out before. */
    void add(byte[] more, int length) {
        if (start > 0) {
            System.arraycopy(bytes, start, bytes, 0, end - start);
            end -= start;
            scanned -= start;
            start = 0;
        }
        if (end + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end + length, bytes.length * 2));
        }
        System.arraycopy(more, 0, bytes, end, length);
        end += length;
    }

    /** The next whole line without its newline, or null. */
    byte @Nullable [] next() throws IOException {
        while (scanned < end) {
            if (bytes[scanned++] == '\n') {
                var line = Arrays.copyOfRange(bytes, start, scanned - 1);
                start = scanned;
                return line;
            }
            if (scanned - start >= maxLine) {
                throw new IOException("a line is longer than " + maxLine + " bytes");
            }
        }
        return null;
    }
}
