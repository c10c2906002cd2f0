package org.weir.engine.intercept;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the last token that the interceptor sent through the data path. A token counts only after it went through every
 * event loop, so that one hung loop is enough to be noticed.
 */
public final class Canaries {
    private final List<EventExecutor> loops = new ArrayList<>();
    private volatile String last = "";

    public Canaries(EventLoopGroup workers) {
        workers.forEach(loops::add);
    }

    /** The last token that went through, or "". */
    public String last() {
        return last;
    }

    /** A token arrived on the data path. */
    void seen(String token) {
        pass(token, 0);
    }

    private void pass(String token, int index) {
        if (index == loops.size()) {
            last = token;
        } else {
            loops.get(index).execute(() -> pass(token, index + 1));
        }
    }
}
