package org.weir.engine.control;

import java.util.function.Supplier;
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
