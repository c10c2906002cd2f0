package org.weir.engine.inspect.http2;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A header list as it came: order, duplicates and the never-indexed marks kept. Names are checked as RFC 9113, section 8.2
 * says; of values only what could become something else for a later HTTP/1 hop (NUL, CR, LF): white space at their ends is
 * seen in the wild and harms nobody.
 */
final class Fields extends DefaultHttp2Headers {
    private final @Nullable BitSet neverIndexed;
    private int fields;

    /** @param neverIndexed numbers of the fields that are so marked, in the order in which they will be added */
    Fields(@Nullable BitSet neverIndexed, int sizeHint) {
        super(true, false, sizeHint);
        this.neverIndexed = neverIndexed;
    }

    @Override
    public Http2Headers add(CharSequence name, CharSequence value) {
        if (value instanceof AsciiString bytes) {
            check(bytes);
        }
        var marked = neverIndexed != null && neverIndexed.get(fields);
        fields++;
        return super.add(name, marked ? new NeverIndexed(value) : value);
    }

    /** Netty writes a content-length back after it read it; a single one stays where and as it is. */
    @Override
    public Http2Headers setLong(CharSequence name, long value) {
        return getAll(name).size() == 1 ? this : super.setLong(name, value);
    }

    private static void check(AsciiString value) {
        var bytes = value.array();
        var end = value.arrayOffset() + value.length();
        for (var i = value.arrayOffset(); i < end; i++) {
            var c = bytes[i];
            if (c == 0 || c == '\r' || c == '\n') {
                throw new IllegalArgumentException("a field value with NUL, CR or LF");
            }
        }
    }
}
