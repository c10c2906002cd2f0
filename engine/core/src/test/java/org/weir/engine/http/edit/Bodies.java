package org.weir.engine.http.edit;

import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.weir.engine.http.HttpPolicy.BodyEdit;
import org.weir.engine.http.HttpPolicy.BodyEditException;

/** Bodies encoded and decoded by the libraries' plain streams, and run through an editor in pieces. */
final class Bodies {
    private Bodies() {}

    static byte[] encoded(Coding coding, byte[] plain) throws IOException {
        var bytes = new ByteArrayOutputStream();
        coding.available();
        try (OutputStream out = switch (coding) {
            case IDENTITY -> bytes;
            case GZIP -> new GZIPOutputStream(bytes);
            case DEFLATE -> new DeflaterOutputStream(bytes);
            case BROTLI -> new BrotliOutputStream(bytes);
            case ZSTD -> new ZstdOutputStreamNoFinalizer(bytes);
        }) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    static byte[] decoded(Coding coding, byte[] bytes) throws IOException {
        var in = new ByteArrayInputStream(bytes);
        return switch (coding) {
            case IDENTITY -> bytes;
            case GZIP -> new GZIPInputStream(in).readAllBytes();
            case DEFLATE -> new InflaterInputStream(in).readAllBytes();
            case BROTLI -> new com.aayushatharva.brotli4j.decoder.BrotliInputStream(in).readAllBytes();
            case ZSTD -> new ZstdInputStreamNoFinalizer(in).readAllBytes();
        };
    }

    /** What comes out of an editor that gets the body in two pieces. */
    static byte[] edited(BodyEdit edit, byte[] body, int split) throws BodyEditException {
        var out = new ByteArrayOutputStream();
        try (var editor = edit.open()) {
            take(editor.feed(ByteBuffer.wrap(Arrays.copyOfRange(body, 0, split))), out);
            take(editor.feed(ByteBuffer.wrap(Arrays.copyOfRange(body, split, body.length))), out);
            take(editor.finish(), out);
        }
        return out.toByteArray();
    }

    /** In pieces of that many bytes. */
    static byte[] editedInPieces(BodyEdit edit, byte[] body, int size) throws BodyEditException {
        var out = new ByteArrayOutputStream();
        try (var editor = edit.open()) {
            for (var at = 0; at < body.length; at += size) {
                take(editor.feed(ByteBuffer.wrap(Arrays.copyOfRange(body, at, Math.min(body.length, at + size)))), out);
            }
            take(editor.finish(), out);
        }
        return out.toByteArray();
    }

    static void take(Iterable<ByteBuffer> buffers, ByteArrayOutputStream out) {
        for (var buffer : buffers) {
            var bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            out.writeBytes(bytes);
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
