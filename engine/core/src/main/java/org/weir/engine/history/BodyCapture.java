package org.weir.engine.history;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.ExchangeDetail;

/**
 * The event loop's end of one captured body: counts what comes by and hands the beginning to the writer, until a limit is
 * reached or the writer cannot follow. What is handed over is always a prefix of the body. Belongs to one event loop.
 */
final class BodyCapture {
    private final BodyKey key;
    private final @Nullable BodyWriter writer;
    private final long limit;
    private long bytes;
    private long accepted;
    private @Nullable String cut;
    private boolean begun;

    /** @param writer null: the body is only counted */
    BodyCapture(BodyKey key, @Nullable BodyWriter writer, long limit) {
        this.key = key;
        this.writer = writer;
        this.limit = limit;
        this.cut = writer == null ? "off" : null;
    }

    void feed(ByteBuffer source) {
        var all = source.remaining();
        bytes += all;
        if (writer == null || cut != null || all == 0) {
            return;
        }
        var take = (int) Math.min(all, limit - accepted);
        if (take > 0) {
            var copy = new byte[take];
            source.duplicate().get(copy);
            hand(writer, copy);
        }
        if (cut == null && take < all) {
            cut = "limit";
        }
    }

    /** Adds a WebSocket message; one that does not fit is left out with all that come after it. */
    void message(BodyWriter to, byte[] record, long length) {
        bytes += length;
        if (cut == null) {
            if (accepted + record.length > limit) {
                cut = "limit";
            } else {
                hand(to, record);
            }
        }
    }

    /** Nothing more comes. */
    void end() {
        if (writer != null && begun) {
            writer.end(key);
        }
    }

    ExchangeDetail.Body state() {
        return new ExchangeDetail.Body(bytes, accepted, bytes == 0 ? null : cut);
    }

    private void hand(BodyWriter to, byte[] copy) {
        switch (to.append(key, copy)) {
            case TAKEN -> {
                accepted += copy.length;
                begun = true;
            }
            case BUSY -> cut = "busy";
            case FULL -> cut = "full";
            case FAILED -> cut = "failed";
        }
    }
}
