package org.weir.engine.inspect.http2;

import io.netty.buffer.ByteBuf;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds which fields of a header block are marked as never indexed (RFC 7541, section 6.2.3). Netty's decoder does not tell.
 * Walks over the representations without decoding strings; what is malformed is left to the decoder to find.
 */
final class NeverIndexedScan {
    private static final int NEVER = 0x10;

    private final ByteBuf block;
    private int at;

    private NeverIndexedScan(ByteBuf block) {
        this.block = block;
        this.at = block.readerIndex();
    }

    /** The numbers of the marked fields, counted from 0; null when there are none. Leaves the block's indices alone. */
    static @Nullable BitSet marked(ByteBuf block) {
        return new NeverIndexedScan(block).run();
    }

    private @Nullable BitSet run() {
        BitSet marked = null;
        var field = 0;
        while (at < block.writerIndex()) {
            var first = block.getUnsignedByte(at);
            if ((first & 0x80) != 0) {
                integer(7);
                field++;
            } else if ((first & 0xe0) == 0x20) {
                integer(5);
            } else {
                var literal = (first & 0x40) != 0 ? integer(6) : integer(4);
                if (literal == 0) {
                    string();
                }
                string();
                if ((first & 0xf0) == NEVER) {
                    marked = marked == null ? new BitSet() : marked;
                    marked.set(field);
                }
                field++;
            }
        }
        return marked;
    }

    private void string() {
        at = (int) Math.min(block.writerIndex(), integer(7) + at);
    }

    /** RFC 7541, section 5.1; beyond 2^31 the rest of the block is skipped. */
    private long integer(int prefixBits) {
        var end = block.writerIndex();
        if (at >= end) {
            return 0;
        }
        var mask = (1 << prefixBits) - 1;
        long value = block.getUnsignedByte(at++) & mask;
        if (value < mask) {
            return value;
        }
        for (var shift = 0; at < end; shift += 7) {
            var next = block.getUnsignedByte(at++);
            value += (long) (next & 0x7f) << shift;
            if ((next & 0x80) == 0) {
                return value;
            }
            if (shift > 28) {
                at = end;
            }
        }
        return value;
    }
}
