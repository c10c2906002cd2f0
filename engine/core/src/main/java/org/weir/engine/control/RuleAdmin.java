package org.weir.engine.control;

import org.jspecify.annotations.Nullable;
import org.weir.api.control.Rule;
import org.weir.api.control.Rules;
import org.weir.api.rpc.RpcException;

/** The rules, as control.sock reads and changes them. Called on threads that may wait for the disk; any thread. */
public interface RuleAdmin {

    Rules.Listing list();

    /**
     * @param index 0 is first; null: after all others
     * @throws RpcException invalid params (the message names the field), or storage failed
     */
    Rules.Added add(Rule rule, @Nullable Integer index) throws RpcException;

    /** @throws RpcException not found, or storage failed */
    void remove(String id) throws RpcException;

    /** @throws RpcException not found, invalid params, or storage failed */
    void move(String id, int index) throws RpcException;

    /** @throws RpcException invalid params (the message names the field) */
    Rules.TestResult test(Rules.TestParams question) throws RpcException;

    /** Calls back, on any thread, whenever {@link #list()} changed. */
    void onChange(Runnable callback);
}
