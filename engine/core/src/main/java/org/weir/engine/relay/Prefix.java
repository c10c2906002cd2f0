package org.weir.engine.relay;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.weir.engine.flow.Sniffed;

/** The first bytes of a client, gathered for the sniffer. Copies only when the first read does not decide. */
final class Prefix {
    private final FirstBytes firstBytes;
    private byte[] bytes = new byte[0];
    private int length;

    Prefix(FirstBytes firstBytes) {
        this.firstBytes = firstBytes;
    }

    /** Looks at what came before plus this; the buffer is left as it is. Empty: more bytes may tell more. */
    Optional<Sniffed> add(ByteBuf more, boolean last) {
        if (!more.isReadable()) {
            return Optional.empty();
        }
        if (length == 0 && more.nioBufferCount() == 1) {
            var found = firstBytes.ofClient(more.nioBuffer().asReadOnlyBuffer(), last);
            if (found.isPresent()) {
                return found;
            }
        }
        var needed = length + more.readableBytes();
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
        }
        more.getBytes(more.readerIndex(), bytes, length, more.readableBytes());
        length = needed;
        return firstBytes.ofClient(ByteBuffer.wrap(bytes, 0, length), last);
    }

    /** No more bytes will come. */
    Sniffed last() {
        if (length == 0) {
            return Sniffed.UNKNOWN;
        }
        return firstBytes.ofClient(ByteBuffer.wrap(bytes, 0, length), true).orElse(Sniffed.UNKNOWN);
    }

    int length() {
        return length;
    }
}
