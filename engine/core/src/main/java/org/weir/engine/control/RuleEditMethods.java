package org.weir.engine.control;

import java.util.Set;
import org.weir.api.control.Presets;
import org.weir.api.control.Rules;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcException;
import org.weir.engine.policy.RuleException;
import org.weir.engine.store.rules.RuleStore;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a screen of rules needs besides {@link RuleAdmin}: {@code rules.replace}, {@code rules.hits} and
 * {@code presets.list}.
 */
public final class RuleEditMethods implements MethodGroup {
    private static final Set<String> METHODS = Set.of("rules.replace", "rules.hits", "presets.list");

    private final RuleStore store;

    public RuleEditMethods(RuleStore store) {
        this.store = store;
    }

    @Override
    public boolean serves(String method) {
        return METHODS.contains(method);
    }

    @Override
    public byte[] call(String method, ObjectNode params) throws RpcException {
        return switch (method) {
            case "rules.replace" -> replace(Methods.read(params, Rules.ReplaceParams.class));
            case "rules.hits" -> Wire.json(hits());
            case "presets.list" -> Wire.json(presets());
            default -> throw new RpcException(ErrorCode.METHOD_NOT_FOUND, "no method " + method);
        };
    }

    private byte[] replace(Rules.ReplaceParams params) throws RpcException {
        var rule = Methods.present("rule", params.rule());
        try {
            var change = StoredRules.stored(store.replace(rule).orElseThrow(() -> StoredRules.unknown(rule.id())));
            return Wire.json(new Rules.Added(change.rule(), change.index()));
        } catch (RuleException e) {
            throw Methods.invalid(e.getMessage());
        }
    }

    private Rules.Hits hits() {
        var now = store.snapshot();
        return new Rules.Hits(now.rules().stream()
                .map(rule -> new Rules.Hit(rule.id(), now.policy().hits(rule.id())))
                .toList());
    }

    private static Presets presets() {
        return new Presets(org.weir.engine.trust.Presets.load().stream()
                .map(one -> new Presets.Preset(one.id(), one.title(), one.why(), one.domains()))
                .toList());
    }
}
