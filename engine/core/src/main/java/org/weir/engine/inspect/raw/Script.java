package org.weir.engine.inspect.raw;

import io.netty.buffer.ByteBuf;
import org.weir.engine.flow.CloseReason;

/** What happens between two sides. Driven by {@link ChannelPair}; on the event loop only. */
public interface Script {
    /** Bytes of one side. The script takes the buffer over. */
    void read(Line from, ByteBuf bytes);

    /**
     * One side sends no more.
     *
     * @param cut whether TLS was not ended in order
     */
    void ended(Line from, boolean cut);

    /** A side takes bytes again, after it did not. */
    default void writable(Line to) {}

    /** Both sides are closed or closing; nothing is called after this. Releases what the script still holds. */
    void over(CloseReason reason);
}
