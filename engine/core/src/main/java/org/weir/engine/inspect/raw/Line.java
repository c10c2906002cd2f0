package org.weir.engine.inspect.raw;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** One side of a conversation as its script sees it: plain bytes out, and whether bytes come in. On the event loop only. */
public interface Line {
    /** Sends bytes, flushed with the end of the present read or by {@link #flush}. Takes the buffer over. */
    void write(ByteBuf bytes);

    void flush();

    /** Whether the side takes what is written to it; {@link Script#writable} tells when it does again. */
    boolean writable();

    /** Whether the script wants no more bytes of this side for now. Reading stops also while the other side is not writable. */
    void hold(boolean stop);

    /** End of stream behind what was written: close_notify where TLS is spoken, then FIN. Without effect the second time. */
    void end();

    /** As {@link #end}, but TLS is not ended: what a peer sees that is cut off. */
    void cut();

    ByteBufAllocator alloc();

    /** Runs something soon on the event loop, after other channels had their turn. */
    void soon(Runnable task);
}
