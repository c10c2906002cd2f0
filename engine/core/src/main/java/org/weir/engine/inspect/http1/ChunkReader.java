package org.weir.engine.inspect.http1;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.weir.engine.http.Headers;

/**
 * Walks through a chunked body (RFC 9112, section 7.1) without collecting anything but the trailer section. Line ends are CR LF
 * and nothing else: a bare LF here is how requests are smuggled past readers that see it and readers that do not.
 */
final class ChunkReader {
    /** Sizes up to 2^60. */
    private static final int MAX_SIZE_DIGITS = 15;

    /** What {@link #next} found. */
    enum Found {
        /** The bytes are used up. */
        MORE,
        /** {@link #left} bytes of data follow. */
        DATA,
        /** The body is over, trailers included. */
        END
    }

    private enum Part {
        SIZE,
        EXTENSION,
        QUOTED,
        QUOTED_PAIR,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER_START,
        TRAILER_LINE,
        TRAILER_LF,
        LAST_LF
    }

    private static final byte[] NOTHING = new byte[0];

    private Part part = Part.SIZE;
    private long left;
    private int digits;
    private int lineBytes;
    private boolean blankAfterSize;
    private byte[] trailer = NOTHING;
    private int trailerLength;
    private Headers trailers = Headers.EMPTY;

    /** Bytes of data that remain in the present chunk. */
    long left() {
        return left;
    }

    /** So many bytes of data were read. */
    void consumed(long bytes) {
        left -= bytes;
        if (left == 0) {
            part = Part.DATA_CR;
        }
    }

    Headers trailers() {
        return trailers;
    }

    /** Reads framing from the reader index on, up to data or to the end. */
    Found next(ByteBuf in) throws BadMessageException {
        if (part == Part.DATA) {
            return Found.DATA;
        }
        while (in.isReadable()) {
            var b = in.readByte();
            switch (part) {
                case SIZE -> size(b);
                case EXTENSION, QUOTED, QUOTED_PAIR -> extension(b);
                case SIZE_LF -> {
                    need(b, '\n');
                    if (left > 0) {
                        part = Part.DATA;
                        return Found.DATA;
                    }
                    part = Part.TRAILER_START;
                }
                case DATA -> throw new IllegalStateException("data is not read here");
                case DATA_CR -> {
                    need(b, '\r');
                    part = Part.DATA_LF;
                }
                case DATA_LF -> {
                    need(b, '\n');
                    startSize();
                }
                case TRAILER_START -> {
                    if (b == '\r') {
                        part = Part.LAST_LF;
                    } else {
                        part = Part.TRAILER_LINE;
                        trailer(b);
                    }
                }
                case TRAILER_LINE -> {
                    trailer(b);
                    if (b == '\r') {
                        part = Part.TRAILER_LF;
                    } else if (b == '\n') {
                        throw new BadMessageException("a bare LF in a trailer");
                    }
                }
                case TRAILER_LF -> {
                    need(b, '\n');
                    trailer(b);
                    part = Part.TRAILER_START;
                }
                case LAST_LF -> {
                    need(b, '\n');
                    finish();
                    return Found.END;
                }
            }
        }
        return Found.MORE;
    }

    private void startSize() {
        part = Part.SIZE;
        left = 0;
        digits = 0;
        lineBytes = 0;
        blankAfterSize = false;
    }

    private void size(byte b) throws BadMessageException {
        line();
        var digit = Character.digit(b, 16);
        if (b >= 0 && digit >= 0 && !blankAfterSize) {
            if (++digits > MAX_SIZE_DIGITS) {
                throw new BadMessageException("a chunk size that is too large");
            }
            left = left * 16 + digit;
            return;
        }
        if (digits == 0) {
            throw new BadMessageException("a chunk without a size");
        }
        if (b == '\r') {
            part = Part.SIZE_LF;
        } else if (b == ';') {
            part = Part.EXTENSION;
        } else if (Octets.isBlank(b)) {
            // Bad white space before an extension, or padding that some servers write (RFC 9112, section 7.1.1).
            blankAfterSize = true;
        } else {
            throw new BadMessageException("an invalid chunk size");
        }
    }

    private void extension(byte b) throws BadMessageException {
        line();
        if (b == '\n' || b == 0) {
            throw new BadMessageException("a bare LF or NUL in a chunk extension");
        }
        if (b == '\r') {
            if (part != Part.EXTENSION) {
                throw new BadMessageException("a CR in a quoted chunk extension");
            }
            part = Part.SIZE_LF;
        } else if (part == Part.QUOTED_PAIR) {
            part = Part.QUOTED;
        } else if (b == '"') {
            part = part == Part.QUOTED ? Part.EXTENSION : Part.QUOTED;
        } else if (b == '\\' && part == Part.QUOTED) {
            part = Part.QUOTED_PAIR;
        }
    }

    private void line() throws BadMessageException {
        if (++lineBytes > Http1Limits.CHUNK_LINE_BYTES) {
            throw new BadMessageException("a chunk-size line that is too long");
        }
    }

    private void trailer(byte b) throws BadMessageException {
        if (trailerLength == Http1Limits.TRAILER_BYTES) {
            throw new BadMessageException("trailers of more than " + Http1Limits.TRAILER_BYTES / 1024 + " KB");
        }
        if (trailerLength == trailer.length) {
            trailer = Arrays.copyOf(trailer, Math.max(256, trailer.length * 2));
        }
        trailer[trailerLength++] = b;
    }

    private void finish() throws BadMessageException {
        if (trailerLength > 0) {
            var section = Arrays.copyOf(trailer, trailerLength + 1);
            section[trailerLength] = '\n';
            var fields = new FieldParser();
            fields.parse(section, 0, section.length);
            trailers = fields.headers();
        }
        trailer = NOTHING;
    }

    private static void need(byte b, char wanted) throws BadMessageException {
        if (b != wanted) {
            throw new BadMessageException("a chunk that does not end where its size says");
        }
    }
}
