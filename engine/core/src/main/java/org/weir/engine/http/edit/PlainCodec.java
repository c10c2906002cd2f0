package org.weir.engine.http.edit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.weir.engine.http.HttpPolicy.BodyEditException;

/** No coding. */
final class PlainCodec implements Decoder, Encoder {
    private final byte[] slice = new byte[SLICE];

    @Override
    public void feed(ByteBuffer in, Sink sink) throws BodyEditException {
        while (in.hasRemaining()) {
            var length = Math.min(slice.length, in.remaining());
            in.get(slice, 0, length);
            sink.take(slice, length);
        }
    }

    @Override
    public boolean complete() {
        return true;
    }

    @Override
    public void write(byte[] bytes, int length, ByteArrayOutputStream out) {
        out.write(bytes, 0, length);
    }

    @Override
    public void flush(ByteArrayOutputStream out) {}

    @Override
    public void finish(ByteArrayOutputStream out) {}

    @Override
    public void close() {}
}
