package org.weir.engine.http.edit;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.weir.engine.http.HttpPolicy.BodyEditException;

/** gzip (RFC 1952), also of several members. The checksum is checked; what follows the last member is dropped. */
final class GzipDecoder implements Decoder {
    private static final int FHCRC = 2;
    private static final int FEXTRA = 4;
    private static final int FNAME = 8;
    private static final int FCOMMENT = 16;
    private static final int HEADER = 10;
    private static final int TRAILER = 8;

    /** Longer names and extra fields are no web page's. */
    private static final int MAX_HEADER = 64 * 1024;

    private enum State {
        FIXED,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        HEADER_CRC,
        DATA,
        TRAILER,
        AFTER
    }

    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] slice = new byte[SLICE];
    private final byte[] field = new byte[HEADER];
    private int filled;
    private int skip;
    private int flags;
    private int headerBytes;
    private long written;
    private State state = State.FIXED;
    private boolean anyMember;

    @Override
    public void feed(ByteBuffer in, Sink sink) throws BodyEditException {
        while (in.hasRemaining()) {
            switch (state) {
                case DATA -> data(in, sink);
                case TRAILER -> {
                    if (filled(in, TRAILER)) {
                        trailer();
                    }
                }
                case AFTER -> in.position(in.limit());
                default -> header(in);
            }
        }
    }

    private void header(ByteBuffer in) throws BodyEditException {
        switch (state) {
            case FIXED -> {
                if (anyMember && filled == 0 && in.get(in.position()) != 0x1f) {
                    state = State.AFTER;
                } else if (filled(in, HEADER)) {
                    fixed();
                }
            }
            case EXTRA_LENGTH -> {
                if (filled(in, 2)) {
                    skip = (field[0] & 0xff) | (field[1] & 0xff) << 8;
                    state = State.EXTRA;
                    if (skip == 0) {
                        next(FEXTRA);
                    }
                }
            }
            case EXTRA -> {
                var step = Math.min(skip, in.remaining());
                in.position(in.position() + step);
                skip -= step;
                if (skip == 0) {
                    next(FEXTRA);
                }
            }
            case NAME, COMMENT -> {
                if (++headerBytes > MAX_HEADER) {
                    throw broken("header too long");
                }
                if (in.get() == 0) {
                    next(state == State.NAME ? FNAME : FCOMMENT);
                }
            }
            case HEADER_CRC -> {
                if (filled(in, 2)) {
                    next(FHCRC);
                }
            }
            default -> throw new IllegalStateException(state.name());
        }
    }

    private void fixed() throws BodyEditException {
        if ((field[0] & 0xff) != 0x1f || (field[1] & 0xff) != 0x8b || field[2] != 8 || (field[3] & 0xe0) != 0) {
            if (anyMember) {
                state = State.AFTER;
                return;
            }
            throw broken("not gzip");
        }
        flags = field[3];
        headerBytes = 0;
        next(0);
    }

    /** What follows the part that was read, in the order of RFC 1952, section 2.3. */
    private void next(int read) {
        filled = 0;
        if (read < FEXTRA && read != FHCRC && (flags & FEXTRA) != 0) {
            state = State.EXTRA_LENGTH;
        } else if (read < FNAME && read != FHCRC && (flags & FNAME) != 0) {
            state = State.NAME;
        } else if (read < FCOMMENT && read != FHCRC && (flags & FCOMMENT) != 0) {
            state = State.COMMENT;
        } else if (read != FHCRC && (flags & FHCRC) != 0) {
            state = State.HEADER_CRC;
        } else {
            state = State.DATA;
        }
    }

    private void data(ByteBuffer in, Sink sink) throws BodyEditException {
        inflater.setInput(in);
        try {
            while (true) {
                var length = inflater.inflate(slice);
                if (length > 0) {
                    crc.update(slice, 0, length);
                    written += length;
                    sink.take(slice, length);
                } else if (inflater.finished()) {
                    state = State.TRAILER;
                    filled = 0;
                    return;
                } else if (inflater.needsDictionary() || !in.hasRemaining()) {
                    if (inflater.needsDictionary()) {
                        throw broken("needs a dictionary");
                    }
                    return;
                }
            }
        } catch (DataFormatException e) {
            throw broken(String.valueOf(e.getMessage()));
        }
    }

    private void trailer() throws BodyEditException {
        if (number(0) != crc.getValue() || number(4) != (written & 0xffff_ffffL)) {
            throw broken("wrong checksum");
        }
        anyMember = true;
        inflater.reset();
        crc.reset();
        written = 0;
        filled = 0;
        state = State.FIXED;
    }

    private long number(int at) {
        return (field[at] & 0xffL)
                | (field[at + 1] & 0xffL) << 8
                | (field[at + 2] & 0xffL) << 16
                | (field[at + 3] & 0xffL) << 24;
    }

    private boolean filled(ByteBuffer in, int wanted) {
        while (filled < wanted && in.hasRemaining()) {
            field[filled++] = in.get();
        }
        return filled == wanted;
    }

    @Override
    public boolean complete() {
        return anyMember && (state == State.AFTER || state == State.FIXED);
    }

    @Override
    public void close() {
        inflater.end();
    }

    private static BodyEditException broken(String why) {
        return new BodyEditException("broken gzip: " + why);
    }
}
