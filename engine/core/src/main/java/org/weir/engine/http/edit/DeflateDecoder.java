package org.weir.engine.http.edit;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.HttpPolicy.BodyEditException;

/** deflate: zlib (RFC 1950) as it should be, or raw (RFC 1951) as some servers send it; told apart by two bytes. */
final class DeflateDecoder implements Decoder {
    private final byte[] slice = new byte[SLICE];
    private @Nullable Inflater inflater;
    private boolean raw;
    private byte @Nullable [] first;

    /** Whether it came without zlib's frame; known after the first two bytes. */
    boolean raw() {
        return raw;
    }

    @Override
    public void feed(ByteBuffer in, Sink sink) throws BodyEditException {
        if (inflater == null && in.hasRemaining()) {
            if (first == null) {
                first = new byte[] {in.get()};
            }
            if (!in.hasRemaining()) {
                return;
            }
            var second = in.get(in.position()) & 0xff;
            var head = (first[0] & 0xff) << 8 | second;
            raw = (first[0] & 0x0f) != 8 || head % 31 != 0;
            inflater = new Inflater(raw);
            inflate(inflater, ByteBuffer.wrap(first), sink);
        }
        if (inflater != null) {
            inflate(inflater, in, sink);
        }
    }

    private void inflate(Inflater from, ByteBuffer in, Sink sink) throws BodyEditException {
        from.setInput(in);
        try {
            while (!from.finished()) {
                var length = from.inflate(slice);
                if (length > 0) {
                    sink.take(slice, length);
                } else if (from.needsDictionary()) {
                    throw new BodyEditException("broken deflate: needs a dictionary");
                } else if (!from.finished() && !in.hasRemaining()) {
                    return;
                }
            }
        } catch (DataFormatException e) {
            throw new BodyEditException("broken deflate: " + e.getMessage());
        }
        in.position(in.limit());
    }

    @Override
    public boolean complete() {
        return inflater != null && inflater.finished();
    }

    @Override
    public void close() {
        if (inflater != null) {
            inflater.end();
        }
    }
}
