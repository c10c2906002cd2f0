package org.weir.engine.http.edit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.HttpPolicy.BodyEditException;
import org.weir.engine.http.HttpPolicy.BodyEditor;

/**
 * Takes the coding off, edits the text, puts the coding on again; what was fed is flushed with it, so that streams stay
 * streams. As long as nothing was given out, a body that cannot be decoded is handed on as it came.
 */
final class TextBodyEditor implements BodyEditor {
    /** Input kept for handing it on after all. */
    private static final int MAX_HELD = 64 * 1024;

    /** Decoded bytes that any body may have, and how many times longer than the encoded it may be beyond that: a bomb is. */
    private static final long FREE_BYTES = 16L * 1024 * 1024;

    private static final long MAX_RATIO = 200;

    private final TextBodyEdit plan;
    private final Decoder decoder;
    private final List<TextEdit> edits;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder edited = new StringBuilder();
    private final ByteArrayOutputStream plain = new ByteArrayOutputStream();
    private @Nullable ByteArrayOutputStream start = new ByteArrayOutputStream();
    private @Nullable ByteArrayOutputStream held = new ByteArrayOutputStream();
    private @Nullable TextCodec charset;
    private @Nullable Encoder encoder;
    private long bytesIn;
    private long bytesDecoded;
    private boolean unflushed;
    private boolean untouched;

    TextBodyEditor(TextBodyEdit plan) {
        this.plan = plan;
        this.decoder = plan.coding().decoder();
        this.edits = plan.makers().stream().map(TextEdit.Maker::open).toList();
    }

    @Override
    public List<ByteBuffer> feed(ByteBuffer bytes) throws BodyEditException {
        var out = new ByteArrayOutputStream();
        if (untouched) {
            copy(bytes, out);
            return given(out);
        }
        bytesIn += bytes.remaining();
        hold(bytes.duplicate());
        try {
            decoder.feed(bytes, (decoded, length) -> decoded(decoded, length, out));
            if (unflushed && encoder != null) {
                encoder.flush(out);
                unflushed = false;
            }
        } catch (BodyEditException e) {
            bytes.position(bytes.limit());
            return given(handOn(e));
        }
        return given(out);
    }

    @Override
    public List<ByteBuffer> finish() throws BodyEditException {
        if (untouched || bytesIn == 0) {
            return List.of();
        }
        var out = new ByteArrayOutputStream();
        try {
            var complete = decoder.complete();
            text(new byte[0], 0, true, out);
            if (complete) {
                encoder().finish(out);
            } else {
                // Cut off by whoever sent it: the reader is to notice that as it would have.
                encoder().flush(out);
            }
        } catch (BodyEditException e) {
            return given(handOn(e));
        }
        return given(out);
    }

    private void decoded(byte[] bytes, int length, ByteArrayOutputStream out) throws BodyEditException {
        bytesDecoded += length;
        if (bytesDecoded > FREE_BYTES + MAX_RATIO * bytesIn) {
            throw new BodyEditException(
                    "the body is a decompression bomb: " + bytesIn + " bytes became " + bytesDecoded);
        }
        text(bytes, length, false, out);
    }

    private void text(byte[] bytes, int length, boolean last, ByteArrayOutputStream out) throws BodyEditException {
        var piece = bytes;
        var count = length;
        if (start != null) {
            start.write(bytes, 0, length);
            piece = start.toByteArray();
            count = piece.length;
        }
        if (charset == null) {
            var chosen = Charsets.choose(plan.charset(), plan.html(), piece, count, last);
            if (chosen == null) {
                return;
            }
            charset = new TextCodec(chosen);
            start = null;
        }
        text.setLength(0);
        charset.decode(piece, count, last, text);
        var result = edit(last);
        plain.reset();
        charset.encode(result, last, plain);
        if (plain.size() > 0) {
            encoder().write(plain.toByteArray(), plain.size(), out);
            unflushed = true;
        }
    }

    /** Each edit sees what the one before made. */
    private CharSequence edit(boolean last) {
        for (var edit : edits) {
            edited.setLength(0);
            edit.feed(text, last, edited);
            text.setLength(0);
            text.append(edited);
        }
        return text;
    }

    private Encoder encoder() {
        if (encoder == null) {
            encoder = plan.coding().encoder(decoder);
        }
        return encoder;
    }

    private void hold(ByteBuffer bytes) {
        if (held != null && held.size() + bytes.remaining() > MAX_HELD) {
            held = null;
        }
        if (held != null) {
            copy(bytes, held);
        }
    }

    private ByteArrayOutputStream handOn(BodyEditException why) throws BodyEditException {
        if (held == null) {
            throw why;
        }
        untouched = true;
        return held;
    }

    private List<ByteBuffer> given(ByteArrayOutputStream out) {
        if (out.size() == 0) {
            return List.of();
        }
        var result = List.of(ByteBuffer.wrap(out.toByteArray()));
        held = null;
        return result;
    }

    private static void copy(ByteBuffer bytes, ByteArrayOutputStream into) {
        var copy = new byte[bytes.remaining()];
        bytes.get(copy);
        into.writeBytes(copy);
    }

    @Override
    public void close() {
        decoder.close();
        if (encoder != null) {
            encoder.close();
        }
    }
}
