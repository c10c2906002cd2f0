package org.weir.engine.inspect.http2;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** HPACK decoding into {@link Fields}. */
final class FieldsDecoder extends DefaultHttp2HeadersDecoder {
    private @Nullable BitSet neverIndexed;

    FieldsDecoder() {
        super(true, false, Http2Limits.HEADER_LIST_BYTES);
    }

    @Override
    public Http2Headers decodeHeaders(int streamId, ByteBuf headerBlock) throws Http2Exception {
        neverIndexed = NeverIndexedScan.marked(headerBlock);
        return super.decodeHeaders(streamId, headerBlock);
    }

    @Override
    protected Http2Headers newHeaders() {
        return new Fields(neverIndexed, numberOfHeadersGuess());
    }

    /** What we announce is the other peer's limit (a hint, and its to enforce); ours stays what it is. */
    @Override
    public void maxHeaderListSize(long max, long goAwayMax) {}
}
