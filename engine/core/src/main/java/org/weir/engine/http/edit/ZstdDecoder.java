package org.weir.engine.http.edit;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.HttpPolicy.BodyEditException;

/** zstd (RFC 8878), windows up to what RFC 9659 allows for HTTP. */
final class ZstdDecoder implements Decoder {
    /** RFC 9659, section 3: 8 MiB. */
    private static final int MAX_WINDOW_LOG = 23;

    private final byte[] slice = new byte[SLICE];
    private final Pending pending = new Pending();
    private @Nullable ZstdInputStreamNoFinalizer stream;
    private boolean any;

    /** The bytes of the feed that is running; ends when they are used up. */
    private static final class Pending extends InputStream {
        private ByteBuffer bytes = ByteBuffer.allocate(0);

        @Override
        public int read() {
            return bytes.hasRemaining() ? bytes.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (!bytes.hasRemaining()) {
                return -1;
            }
            var count = Math.min(length, bytes.remaining());
            bytes.get(into, offset, count);
            return count;
        }
    }

    @Override
    public void feed(ByteBuffer in, Sink sink) throws BodyEditException {
        any |= in.hasRemaining();
        pending.bytes = in;
        try {
            if (stream == null) {
                stream = new ZstdInputStreamNoFinalizer(pending).setContinuous(true);
                stream.setLongMax(MAX_WINDOW_LOG);
            }
            for (var length = stream.read(slice, 0, slice.length);
                    length > 0;
                    length = stream.read(slice, 0, slice.length)) {
                sink.take(slice, length);
            }
        } catch (IOException e) {
            throw new BodyEditException("broken zstd: " + e.getMessage());
        }
        in.position(in.limit());
    }

    /** Without more input, only a stream that stands between frames reads its end quietly. */
    @Override
    public boolean complete() {
        if (!any || stream == null) {
            return false;
        }
        try {
            stream.setContinuous(false);
            return stream.read(slice, 0, slice.length) < 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            if (stream != null) {
                stream.close();
            }
        } catch (IOException e) {
            // Its source is in memory.
        }
    }
}
