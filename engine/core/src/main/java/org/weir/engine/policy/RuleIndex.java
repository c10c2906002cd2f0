package org.weir.engine.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.weir.engine.policy.DomainPattern.Kind;

/**
 * Finds the first rule that matches without looking at all of them: rules that name one app or one domain are looked at
 * only for that one. Each rule stands in exactly one list; lists hold positions in ascending order.
 */
final class RuleIndex {
    /** No rule. */
    static final int NONE = Integer.MAX_VALUE;

    private static final int[] EMPTY = {};

    private final Map<String, int[]> byAppPath = new HashMap<>();
    private final Map<String, int[]> byAppName = new HashMap<>();
    private final Map<String, int[]> byDomain = new HashMap<>();
    private final Map<String, int[]> bySuffix = new HashMap<>();
    /** Rules without such a key. */
    private final int[] others;
    /** Those, and the ones that stand under a domain: the name is not known early. */
    private final int[] othersEarly;

    RuleIndex(List<CompiledRule> rules) {
        others = IntStream.range(0, rules.size())
                .filter(i -> mapFor(rules.get(i)) == null)
                .toArray();
        othersEarly = IntStream.range(0, rules.size())
                .filter(i -> !keyedByApp(rules.get(i)))
                .toArray();
        for (var i = 0; i < rules.size(); i++) {
            var map = mapFor(rules.get(i));
            if (map != null) {
                var key = key(rules.get(i));
                var position = i;
                map.merge(key, new int[] {i}, (old, _) -> {
                    var longer = java.util.Arrays.copyOf(old, old.length + 1);
                    longer[old.length] = position;
                    return longer;
                });
            }
        }
    }

    /** The first position that fits, among the rules that could match this app and host. */
    int first(AppFacts app, @Nullable String host, IntPredicate fits) {
        var best = scan(others, NONE, fits);
        best = firstByApp(app, best, fits);
        if (host != null) {
            best = scan(byDomain.getOrDefault(host, EMPTY), best, fits);
            if (!bySuffix.isEmpty()) {
                for (var dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
                    best = scan(bySuffix.getOrDefault(host.substring(dot + 1), EMPTY), best, fits);
                }
            }
        }
        return best;
    }

    /** The same while the host is not known yet. */
    int firstEarly(AppFacts app, IntPredicate fits) {
        return firstByApp(app, scan(othersEarly, NONE, fits), fits);
    }

    private int firstByApp(AppFacts app, int before, IntPredicate fits) {
        var best = scan(lists(byAppPath, app.executable()), before, fits);
        best = scan(lists(byAppPath, app.script()), best, fits);
        best = scan(lists(byAppName, app.executableName()), best, fits);
        best = scan(lists(byAppName, app.scriptName()), best, fits);
        return scan(lists(byAppName, app.otherName()), best, fits);
    }

    private static int[] lists(Map<String, int[]> map, @Nullable String key) {
        return key == null ? EMPTY : map.getOrDefault(key, EMPTY);
    }

    private static int scan(int[] positions, int best, IntPredicate fits) {
        for (var position : positions) {
            if (position >= best) {
                break;
            }
            if (fits.test(position)) {
                return position;
            }
        }
        return best;
    }

    private static boolean keyedByApp(CompiledRule rule) {
        return rule.app != null && rule.app.glob().literal();
    }

    private @Nullable Map<String, int[]> mapFor(CompiledRule rule) {
        if (rule.app != null && keyedByApp(rule)) {
            return rule.app.path() ? byAppPath : byAppName;
        }
        if (rule.domain != null && rule.domain.kind() != Kind.ANY) {
            return rule.domain.kind() == Kind.EXACT ? byDomain : bySuffix;
        }
        return null;
    }

    private static String key(CompiledRule rule) {
        if (rule.app != null && keyedByApp(rule)) {
            return rule.app.glob().pattern();
        }
        return java.util.Objects.requireNonNull(rule.domain).name();
    }
}
