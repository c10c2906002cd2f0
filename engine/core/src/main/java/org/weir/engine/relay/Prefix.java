package org.weir.engine.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.Sniffed;
import org.weir.engine.sniff.Greeting;
import org.weir.engine.sniff.SniffResult;
import org.weir.engine.sniff.Sniffer;

/** The first bytes of a client, gathered for the sniffer. Copies only when the first read does not decide. */
final class Prefix {
    private static final Sniffed SERVER_FIRST = new Sniffed(Sniffed.Protocol.SERVER_FIRST, null, List.of());

    private final Sniffer sniffer = new Sniffer(Limits.OPENING_BYTES);
    private byte[] bytes = new byte[0];
    private int length;
    private int wanted = 1;
    private byte @Nullable [] hello;

    /** Looks at what came before plus this; the buffer is left as it is. Empty: more bytes may tell more. */
    Optional<Sniffed> add(ByteBuf more) {
        if (!more.isReadable()) {
            return Optional.empty();
        }
        if (length == 0 && more.nioBufferCount() == 1) {
            switch (sniffer.feed(more.nioBuffer())) {
                case SniffResult.Done(var sniffed) -> {
                    if (sniffer.helloEnd() > 0) {
                        hello = new byte[sniffer.helloEnd()];
                        more.getBytes(more.readerIndex(), hello);
                    }
                    return Optional.of(sniffed);
                }
                case SniffResult.NeedMore(var atLeast) -> wanted = atLeast;
            }
        }
        var total = length + more.readableBytes();
        if (total > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(total, bytes.length * 2));
        }
        more.getBytes(more.readerIndex(), bytes, length, more.readableBytes());
        length = total;
        if (length < wanted) {
            return Optional.empty();
        }
        return switch (sniffer.feed(ByteBuffer.wrap(bytes, 0, length))) {
            case SniffResult.Done(var sniffed) -> {
                if (sniffer.helloEnd() > 0) {
                    hello = Arrays.copyOf(bytes, sniffer.helloEnd());
                }
                yield Optional.of(sniffed);
            }
            case SniffResult.NeedMore(var atLeast) -> {
                wanted = atLeast;
                yield Optional.empty();
            }
        };
    }

    /** The best answer if no more bytes come, or if there is no more time. */
    Sniffed soFar() {
        return sniffer.soFar();
    }

    /** What it means that the server speaks now: its greeting, unless the client was heard before. */
    Sniffed serverSpoke(ByteBuf first, int port) {
        if (length > 0) {
            return soFar();
        }
        var view = first.nioBufferCount() == 1 ? first.nioBuffer() : ByteBuffer.wrap(ByteBufUtil.getBytes(first));
        // A greeting that came in pieces is not waited for: the client may have to answer its first piece.
        return Greeting.sniff(view, port) instanceof SniffResult.Done(var sniffed) ? sniffed : SERVER_FIRST;
    }

    /** The client's TLS hello with its record headers, a copy; null when there is no whole one. */
    byte @Nullable [] hello() {
        return hello;
    }

    int length() {
        return length;
    }
}
