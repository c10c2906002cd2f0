package org.weir.engine.control;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Rule;
import org.weir.api.control.Rules;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcException;

/** Rules in a list, with the same refusals as the real ones. */
final class FakeRules implements RuleAdmin {
    private final List<Rule> rules = new ArrayList<>();
    private final List<Runnable> callbacks = new CopyOnWriteArrayList<>();
    volatile List<String> problems = List.of();
    volatile @Nullable RuntimeException defect;
    private long revision;

    @Override
    public synchronized Rules.Listing list() {
        if (defect != null) {
            throw defect;
        }
        return new Rules.Listing(rules, revision, problems);
    }

    @Override
    public synchronized Rules.Added add(Rule rule, @Nullable Integer index) throws RpcException {
        if (rule.action().equals("alow")) {
            throw new RpcException(ErrorCode.INVALID_PARAMS, "action: unknown action 'alow'");
        }
        if (rule.action().equals("full-disk")) {
            throw new RpcException(ErrorCode.STORAGE_FAILED, "no space left");
        }
        var at = index == null ? rules.size() : index;
        var named = rule.withId("r" + ++revision);
        rules.add(at, named);
        callbacks.forEach(Runnable::run);
        return new Rules.Added(named, at);
    }

    @Override
    public synchronized void remove(String id) throws RpcException {
        if (!rules.removeIf(rule -> rule.id().equals(id))) {
            throw new RpcException(ErrorCode.NOT_FOUND, "no rule " + id);
        }
        revision++;
    }

    @Override
    public synchronized void move(String id, int index) throws RpcException {
        var found = rules.stream().filter(rule -> rule.id().equals(id)).findFirst();
        if (found.isEmpty()) {
            throw new RpcException(ErrorCode.NOT_FOUND, "no rule " + id);
        }
        rules.remove(found.get());
        rules.add(index, found.get());
        revision++;
    }

    @Override
    public Rules.TestResult test(Rules.TestParams question) {
        return new Rules.TestResult("pass", null, "no rule matched", false, false);
    }

    @Override
    public void onChange(Runnable callback) {
        callbacks.add(callback);
    }
}
