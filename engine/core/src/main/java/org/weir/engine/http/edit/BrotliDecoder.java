package org.weir.engine.http.edit;

import com.aayushatharva.brotli4j.decoder.DecoderJNI;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.HttpPolicy.BodyEditException;

/** br (RFC 7932). Its window has at most 16 MiB: the large-window extension is not enabled. */
final class BrotliDecoder implements Decoder {
    private static final int INPUT = 8 * 1024;

    private final byte[] slice = new byte[SLICE];
    private DecoderJNI.@Nullable Wrapper decoder;
    private boolean done;

    @Override
    public void feed(ByteBuffer in, Sink sink) throws BodyEditException {
        if (decoder == null && in.hasRemaining()) {
            decoder = open();
        }
        while (in.hasRemaining() && decoder != null) {
            if (done) {
                in.position(in.limit());
                return;
            }
            var input = decoder.getInputBuffer();
            input.clear();
            var length = Math.min(input.remaining(), in.remaining());
            input.put(in.slice(in.position(), length));
            in.position(in.position() + length);
            decoder.push(length);
            drain(decoder, sink);
        }
    }

    private void drain(DecoderJNI.Wrapper from, Sink sink) throws BodyEditException {
        while (true) {
            switch (from.getStatus()) {
                case NEEDS_MORE_OUTPUT -> hand(from.pull(), sink);
                case OK -> from.push(0);
                case NEEDS_MORE_INPUT -> {
                    if (!from.hasOutput()) {
                        return;
                    }
                    hand(from.pull(), sink);
                }
                case DONE -> {
                    while (from.hasOutput()) {
                        hand(from.pull(), sink);
                    }
                    done = true;
                    return;
                }
                case ERROR -> throw new BodyEditException("broken br");
            }
        }
    }

    private void hand(ByteBuffer decoded, Sink sink) throws BodyEditException {
        while (decoded.hasRemaining()) {
            var length = Math.min(slice.length, decoded.remaining());
            decoded.get(slice, 0, length);
            sink.take(slice, length);
        }
    }

    private static DecoderJNI.Wrapper open() throws BodyEditException {
        try {
            return new DecoderJNI.Wrapper(INPUT);
        } catch (IOException e) {
            throw new BodyEditException("no br decoder: " + e.getMessage());
        }
    }

    @Override
    public boolean complete() {
        return done;
    }

    @Override
    public void close() {
        if (decoder != null) {
            decoder.destroy();
            decoder = null;
        }
    }
}
