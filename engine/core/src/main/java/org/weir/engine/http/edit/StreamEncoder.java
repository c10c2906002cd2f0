package org.weir.engine.http.edit;

import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.HttpPolicy.BodyEditException;

/** An encoder that exists as an output stream. */
final class StreamEncoder implements Encoder {
    /** Quality and window (2^18 bytes) of br: fast, and some 3 MiB a body instead of 20. */
    private static final int BROTLI_QUALITY = 4;

    private static final int BROTLI_WINDOW = 18;

    private static final int ZSTD_LEVEL = 1;

    interface Opener {
        OutputStream open(OutputStream out) throws IOException;
    }

    /** Where the stream writes; what was written is moved on after each call. */
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    private final Opener opener;
    private @Nullable OutputStream stream;

    StreamEncoder(Opener opener) {
        this.opener = opener;
    }

    static OutputStream brotli(OutputStream out) throws IOException {
        return new BrotliOutputStream(
                out,
                com.aayushatharva.brotli4j.encoder.Encoder.Parameters.create(BROTLI_QUALITY)
                        .setWindow(BROTLI_WINDOW));
    }

    static OutputStream zstd(OutputStream out) throws IOException {
        return new ZstdOutputStreamNoFinalizer(out, ZSTD_LEVEL).setCloseFrameOnFlush(false);
    }

    private interface Step {
        void with(OutputStream stream) throws IOException;
    }

    @Override
    public void write(byte[] bytes, int length, ByteArrayOutputStream out) throws BodyEditException {
        run(into -> into.write(bytes, 0, length), out);
    }

    @Override
    public void flush(ByteArrayOutputStream out) throws BodyEditException {
        run(OutputStream::flush, out);
    }

    @Override
    public void finish(ByteArrayOutputStream out) throws BodyEditException {
        run(OutputStream::close, out);
        stream = null;
    }

    private void run(Step step, ByteArrayOutputStream out) throws BodyEditException {
        try {
            if (stream == null) {
                stream = opener.open(written);
            }
            step.with(stream);
            written.writeTo(out);
            written.reset();
        } catch (IOException e) {
            throw new BodyEditException("cannot encode: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            if (stream != null) {
                stream.close();
            }
        } catch (IOException e) {
            // It writes to memory; what matters is that its native memory is given back.
        }
        stream = null;
    }
}
