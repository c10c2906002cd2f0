package org.weir.engine.control;

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
}
