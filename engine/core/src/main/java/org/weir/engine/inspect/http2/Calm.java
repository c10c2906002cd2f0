package org.weir.engine.inspect.http2;

import static io.netty.handler.codec.http2.Http2Error.ENHANCE_YOUR_CALM;

import io.netty.handler.codec.http2.Http2Exception;
import java.util.function.LongSupplier;

/** Counts frames that cost their sender nothing and us something: rapid resets, floods of pings, settings, empty frames. */
final class Calm {
    private final LongSupplier nanoClock;
    private long windowStart;
    private int frames;

    Calm(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.windowStart = nanoClock.getAsLong();
    }

    /**
     * One more.
     *
     * @throws Http2Exception a connection error when there were too many lately
     */
    void count() throws Http2Exception {
        if (++frames <= Http2Limits.CALM_FRAMES) {
            return;
        }
        var now = nanoClock.getAsLong();
        if (now - windowStart < Http2Limits.CALM_WINDOW.toNanos()) {
            throw Http2Exception.connectionError(
                    ENHANCE_YOUR_CALM,
                    "more than %d idle frames in %s",
                    Http2Limits.CALM_FRAMES,
                    Http2Limits.CALM_WINDOW);
        }
        windowStart = now;
        frames = 1;
    }
}
