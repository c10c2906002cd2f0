package org.weir.engine.inspect.http1;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Received bytes as observers see them: read-only, not copied. */
final class Views {
    private Views() {}

    /** Shows a part of a buffer, in one piece or more. */
    static void show(ByteBuf in, int from, int length, Consumer<ByteBuffer> to) {
        if (in.nioBufferCount() == 1) {
            to.accept(in.nioBuffer(from, length).asReadOnlyBuffer());
            return;
        }
        for (var part : in.nioBuffers(from, length)) {
            to.accept(part.asReadOnlyBuffer());
        }
    }
}
