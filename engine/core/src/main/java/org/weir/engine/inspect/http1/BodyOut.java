package org.weir.engine.inspect.http1;

import io.netty.buffer.ByteBuf;
import io.netty.util.CharsetUtil;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy.BodyEditException;
import org.weir.engine.http.HttpPolicy.BodyEditor;
import org.weir.engine.inspect.raw.Line;

/** Sends one edited body, framed anew. */
final class BodyOut {
    private static final int FRAMING_BYTES = 16;

    private final BodyEditor editor;
    private final Line to;
    private final boolean chunked;
    private final Consumer<ByteBuffer> watch;

    /**
     * @param chunked whether to send chunks; else the connection's end ends the body
     * @param watch sees what is sent
     */
    BodyOut(BodyEditor editor, Line to, boolean chunked, Consumer<ByteBuffer> watch) {
        this.editor = editor;
        this.to = to;
        this.chunked = chunked;
        this.watch = watch;
    }

    boolean chunked() {
        return chunked;
    }

    void feed(ByteBuffer bytes) throws BodyEditException {
        send(editor.feed(bytes));
    }

    void finish(Headers trailers) throws BodyEditException {
        send(editor.finish());
        if (chunked) {
            var last = to.alloc().buffer(FRAMING_BYTES);
            last.writeCharSequence("0\r\n", CharsetUtil.US_ASCII);
            HeadWriter.fields(last, trailers);
            to.write(last);
        }
        close();
    }

    void close() {
        editor.close();
    }

    /** Copies: an editor may use its buffers again. */
    private void send(List<ByteBuffer> parts) {
        var length = 0;
        for (var part : parts) {
            length += part.remaining();
        }
        if (length == 0) {
            return;
        }
        ByteBuf out = to.alloc().buffer(length + FRAMING_BYTES);
        if (chunked) {
            out.writeCharSequence(Integer.toHexString(length), CharsetUtil.US_ASCII);
            out.writeByte('\r').writeByte('\n');
        }
        for (var part : parts) {
            watch.accept(part.asReadOnlyBuffer());
            out.writeBytes(part.duplicate());
        }
        if (chunked) {
            out.writeByte('\r').writeByte('\n');
        }
        to.write(out);
    }
}
