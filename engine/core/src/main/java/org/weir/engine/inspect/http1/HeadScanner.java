package org.weir.engine.inspect.http1;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Gathers one head after the other: finds the empty line, looking at each octet once, and keeps the first part of a head that
 * comes in several reads.
 */
final class HeadScanner {
    private static final byte CR = '\r';
    private static final byte LF = '\n';

    private @Nullable ByteBuf held;
    /** Octets of the present line in earlier reads. */
    private int carried;

    private boolean carriedCr;
    /** Whether a line with something on it was seen: empty lines before a head do not end it. */
    private boolean started;

    /**
     * Looks for the end of the head that starts at the reader index (or started in an earlier read).
     *
     * @return index behind the head, or -1 when it is not complete; then all bytes were consumed and kept
     */
    int scan(ByteBuf in) throws BadMessageException {
        var from = in.readerIndex();
        var to = in.writerIndex();
        var line = from;
        while (true) {
            var lf = line < to ? in.indexOf(line, to, LF) : -1;
            if (lf < 0) {
                carry(in, line, to);
                keep(in);
                return -1;
            }
            var length = carried + lf - line;
            var empty = length == 0 || (length == 1 && (lf > line ? in.getByte(lf - 1) == CR : carriedCr));
            carried = 0;
            carriedCr = false;
            line = lf + 1;
            if (empty && started) {
                started = false;
                limit(heldBytes() + line - from);
                return line;
            }
            started |= !empty;
        }
    }

    /** Bytes of the present head that came in earlier reads; the caller owns them. Null when there are none. */
    @Nullable
    ByteBuf takeHeld() {
        var bytes = held;
        held = null;
        return bytes;
    }

    /** Whether nothing of a head was seen. */
    boolean idle() {
        return held == null;
    }

    /** Whether only empty lines were seen of a head. */
    boolean blank() {
        return !started && carried == (carriedCr ? 1 : 0);
    }

    int heldBytes() {
        return held == null ? 0 : held.readableBytes();
    }

    void release() {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    private void carry(ByteBuf in, int line, int to) {
        if (to > line) {
            carriedCr = carried == 0 && to - line == 1 && in.getByte(line) == CR;
            carried += to - line;
        }
    }

    private void keep(ByteBuf in) throws BadMessageException {
        var more = in.readableBytes();
        if (more == 0) {
            return;
        }
        limit(heldBytes() + more);
        if (held == null) {
            held = in.alloc().buffer(more);
        }
        held.writeBytes(in);
    }

    private static void limit(int bytes) throws BadMessageException {
        if (bytes > Http1Limits.HEAD_BYTES) {
            throw new BadMessageException("a head of more than " + Http1Limits.HEAD_BYTES / 1024 + " KB");
        }
    }
}
