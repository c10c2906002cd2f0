package org.weir.engine.inspect.tls;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.weir.engine.refusal.HandshakeEnd.Alert;

/**
 * Finds an alert that an app sends unencrypted: a record of type 21 with two bytes; encrypted ones are longer (RFC 5246) or of
 * another type (RFC 8446). Reads record headers only.
 */
final class PlainAlert {
    private static final int ALERT = 21;

    private final byte[] header = new byte[5];
    private int headerBytes;
    private int left;
    private int level = -1;
    private @Nullable Alert found;

    void see(ByteBuf in) {
        for (var at = in.readerIndex(); at < in.writerIndex() && found == null; ) {
            if (headerBytes < header.length) {
                header[headerBytes++] = in.getByte(at++);
                if (headerBytes == header.length) {
                    left = (header[3] & 0xff) << 8 | (header[4] & 0xff);
                    headerBytes = left == 0 ? 0 : headerBytes;
                }
                continue;
            }
            if (header[0] == ALERT && (left == 2 || level >= 0) && left <= 2) {
                alertByte(in.getByte(at) & 0xff);
                at++;
                left--;
            } else {
                var take = Math.min(left, in.writerIndex() - at);
                at += take;
                left -= take;
            }
            if (left == 0) {
                headerBytes = 0;
            }
        }
    }

    private void alertByte(int value) {
        if (level < 0) {
            level = value;
        } else {
            found = new Alert(level, value, false);
        }
    }

    @Nullable
    Alert found() {
        return found;
    }
}
