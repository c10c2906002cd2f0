package org.weir.engine.inspect.raw;

import io.netty.util.concurrent.Future;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Flow;
import org.weir.engine.http.HttpPolicy;

/** Where a {@link Script} plays: two sides and the ways to end. On the event loop only. */
public interface Stage {
    Flow flow();

    Line client();

    Line upstream();

    /** Connects to a target of a rule. Tells {@code done} later, on the event loop, unless the conversation ends first. */
    void dial(HttpPolicy.Target target, Dialled done);

    /** What {@link #dial} led to. */
    interface Dialled {
        /** A further side: its bytes and ends are told to the script as those of the others. It is not used yet. */
        void connected(Line line);

        /** @param why for the user */
        void failed(String why);
    }

    /** What the client sends goes there from now on: the client is read while that line takes it. */
    void use(Line upstream);

    /** Closes a dialled side; nothing more is told of it. */
    void drop(Line line);

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
