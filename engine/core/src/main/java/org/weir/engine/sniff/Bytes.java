package org.weir.engine.sniff;

import java.nio.ByteBuffer;

/** Reads relative to a buffer's position without moving it, in network byte order. */
final class Bytes {
    private Bytes() {}

    static int u8(ByteBuffer in, int at) {
        return in.get(in.position() + at) & 0xff;
    }

    static int u16(ByteBuffer in, int at) {
        return (u8(in, at) << 8) | u8(in, at + 1);
    }

    static int i32(ByteBuffer in, int at) {
        return (u16(in, at) << 16) | u16(in, at + 2);
    }

    /** Whether the bytes that are there, up to the text's length, are the text's. */
    static boolean startsLike(ByteBuffer in, String text) {
        var end = Math.min(in.remaining(), text.length());
        for (var i = 0; i < end; i++) {
            if (u8(in, i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
