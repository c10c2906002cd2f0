package org.weir.engine.main;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Rule;
import org.weir.api.control.Rules;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcException;
import org.weir.engine.control.RuleAdmin;

/** Stands in for the rules until they arrive. */
final class NoRules implements RuleAdmin {
    @Override
    public Rules.Listing list() {
        return new Rules.Listing(List.of(), 0, List.of());
    }

    @Override
    public Rules.Added add(Rule rule, @Nullable Integer index) throws RpcException {
        throw new RpcException(ErrorCode.INTERNAL_ERROR, "this engine has no rules yet");
    }

    @Override
    public void remove(String id) throws RpcException {
        throw new RpcException(ErrorCode.NOT_FOUND, "no rule " + id);
    }

    @Override
    public void move(String id, int index) throws RpcException {
        throw new RpcException(ErrorCode.NOT_FOUND, "no rule " + id);
    }

    @Override
    public Rules.TestResult test(Rules.TestParams question) {
        return new Rules.TestResult("pass", null, "no rules", false);
    }

    @Override
    public void onChange(Runnable callback) {
        // They never change.
    }
}
