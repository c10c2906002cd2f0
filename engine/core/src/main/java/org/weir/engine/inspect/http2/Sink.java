package org.weir.engine.inspect.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/** Where a body goes. */
interface Sink {
    /**
     * Takes the buffer over.
     *
     * @param taken told when the socket took the bytes or never will
     */
    void data(int streamId, ByteBuf bytes, boolean end, @Nullable ChannelFutureListener taken);

    /** The body's end, with fields. */
    void trailers(int streamId, Http2Headers fields);
}
