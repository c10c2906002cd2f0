package org.weir.engine.control;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.weir.api.rpc.RpcException;
import tools.jackson.databind.node.ObjectNode;

/** Methods of control.sock that belong together. Only for peers with full access. Called on threads that may wait. */
public interface MethodGroup {
    boolean serves(String method);

    /**
     * Answers a request that it {@link #serves}.
     *
     * @return the result's JSON
     * @throws IllegalArgumentException for params that are wrong; the message names the field
     */
    byte[] call(String method, ObjectNode params) throws RpcException;

    /**
     * Starts to gather changes for the client that asks, when the method (one whose name ends with {@code .watch}) does
     * that.
     *
     * @throws IllegalArgumentException for params that are wrong; the message names the field
     */
    default @Nullable Watch watch(String method, ObjectNode params) throws RpcException {
        return null;
    }

    /** Changes that gather until their client is told. */
    interface Watch extends AutoCloseable {
        /** The name of the notification that tells them. */
        String notification();

        /** The shortest time between two of them. */
        int intervalMillis();

        /** Whether there is something to tell. Quick: asked on an event loop. */
        boolean isDue();

        /**
         * Takes what gathered. On a thread that may wait, one at a time.
         *
         * @return the params' JSON, or null when there is nothing
         */
        byte @Nullable [] next(long watch);

        @Override
        void close();
    }

    /** Called once, before the first request: hands over what to call, from any thread, when something changed. */
    default void announceTo(Announcer announcer) {}

    /** Tells the clients that watch events; many calls in a short time become one. Any thread; does not wait. */
    interface Announcer {
        /**
         * Sends a notification soon.
         *
         * @param params makes its JSON, as it is then; called on a thread that may wait
         */
        void changed(String notification, Supplier<byte[]> params);

        /** What {@code status} answers is another one now. */
        void statusChanged();
    }
}
