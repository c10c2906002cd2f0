package org.weir.engine.store.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.weir.engine.policy.RuleException;

/**
 * A list of rules in which order counts, and what its users do to it. Immutable.
 *
 * @param id gives a rule's id
 */
record OrderedRules<T>(List<T> rules, Function<T, String> id) {
    OrderedRules {
        rules = List.copyOf(rules);
    }

    OrderedRules<T> with(List<T> changed) {
        return new OrderedRules<>(changed, id);
    }

    /** Where the rule of that id stands, or -1. */
    int indexOf(String wanted) {
        for (var i = 0; i < rules.size(); i++) {
            if (id.apply(rules.get(i)).equals(wanted)) {
                return i;
            }
        }
        return -1;
    }

    /** Where a new rule would come to stand. */
    int place(@Nullable Integer index, int most) throws RuleException {
        var at = index == null ? rules.size() : index;
        if (at < 0 || at > rules.size()) {
            throw new RuleException("index", at + " is not 0 to " + rules.size());
        }
        if (rules.size() >= most) {
            throw new RuleException("rule", "there are " + most + " rules already");
        }
        return at;
    }

    OrderedRules<T> inserted(int at, T rule) {
        var changed = new ArrayList<>(rules);
        changed.add(at, rule);
        return with(changed);
    }

    OrderedRules<T> without(int at) {
        var changed = new ArrayList<>(rules);
        changed.remove(at);
        return with(changed);
    }

    OrderedRules<T> replaced(int at, T rule) {
        var changed = new ArrayList<>(rules);
        changed.set(at, rule);
        return with(changed);
    }

    OrderedRules<T> moved(int from, int to) throws RuleException {
        if (to < 0 || to >= rules.size()) {
            throw new RuleException("index", to + " is not 0 to " + (rules.size() - 1));
        }
        var changed = new ArrayList<>(rules);
        changed.add(to, changed.remove(from));
        return with(changed);
    }
}
