package org.weir.engine.inspect.raw;

import io.netty.util.concurrent.Future;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Flow;

/** Where a {@link Script} plays: two sides and the ways to end. On the event loop only. */
public interface Stage {
    Flow flow();

    Line client();

    Line upstream();

    /** From now on another script runs; the old one is told nothing more. */
    void become(Script next);

    /** Resets both sides; without effect after the end. */
    void abort(CloseReason reason);

    /**
     * Ends from our side: the client gets what was written and end of stream, and may go on sending for a moment, into
     * nothing; the upstream is closed.
     */
    void leave(CloseReason reason);

    /** A task for later on the event loop, dropped when the conversation ends first. */
    Future<?> later(Runnable task, long millis);
}
