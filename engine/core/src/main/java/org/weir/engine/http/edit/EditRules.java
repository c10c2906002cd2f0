package org.weir.engine.http.edit;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP rules of one moment, indexed by host: a rule that names one host or one suffix is looked at only for those.
 * Immutable.
 */
public final class EditRules {
    public static final EditRules NONE = new EditRules(List.of());

    private static final int[] EMPTY = {};

    private final List<EditRule> rules;
    private final Map<String, int[]> byHost = new HashMap<>();
    private final Map<String, int[]> bySuffix = new HashMap<>();
    private final int[] others;

    /** @param all in order; those that are not enabled, or have a problem, are skipped */
    public EditRules(List<EditRule> all) {
        rules = all.stream().filter(EditRule::inForce).toList();
        for (var i = 0; i < rules.size(); i++) {
            var rule = rules.get(i);
            var host = rule.host();
            if (host.isPresent()) {
                byHost.merge(host.get(), new int[] {i}, EditRules::joined);
            } else if (rule.flow().domainSuffix().isPresent()) {
                bySuffix.merge(rule.flow().domainSuffix().get(), new int[] {i}, EditRules::joined);
            }
        }
        others = IntStream.range(0, rules.size())
                .filter(i -> rules.get(i).host().isEmpty()
                        && rules.get(i).flow().domainSuffix().isEmpty())
                .toArray();
    }

    boolean isEmpty() {
        return rules.isEmpty();
    }

    EditRule rule(int position) {
        return rules.get(position);
    }

    /** Positions of the rules that could match a request to this host, ascending. Not to be changed. */
    int[] candidates(@Nullable String host) {
        if (host == null || (byHost.isEmpty() && bySuffix.isEmpty())) {
            return others;
        }
        var found = joined(others, byHost.getOrDefault(host, EMPTY));
        if (!bySuffix.isEmpty()) {
            for (var dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
                found = joined(found, bySuffix.getOrDefault(host.substring(dot + 1), EMPTY));
            }
        }
        return found;
    }

    private static int[] joined(int[] one, int[] other) {
        if (other.length == 0) {
            return one;
        }
        if (one.length == 0) {
            return other;
        }
        var all = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        Arrays.sort(all);
        return all;
    }
}
