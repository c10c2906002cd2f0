package org.weir.engine.policy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.weir.api.interceptor.ScopeEntry;
import org.weir.engine.flow.Decision.Action;

/**
 * Compiles rules down to the interceptor's capture scope, so that traffic which is passed whatever it says never enters
 * the engine. What the kernel excludes is always a subset of what the rules pass: in doubt a rule is not compiled, and
 * the engine decides.
 *
 * <p>Compiled are pass rules with neither domain nor protocol that no earlier block, reroute or inspect rule could
 * overlap. An app pattern means the same or less in the kernel, which compares the executable only and knows no scripts.
 */
public final class ScopeCompiler {
    /** More stars make a match costly in eBPF. */
    private static final int MAX_STARS = 2;

    private ScopeCompiler() {}

    /**
     * @param entries what capture.apply takes; the last one captures all TCP that was not excluded
     * @param ruleIds the rules that stand in it
     */
    public record Compiled(List<ScopeEntry> entries, Set<String> ruleIds) {
        public Compiled {
            entries = List.copyOf(entries);
            ruleIds = Set.copyOf(ruleIds);
        }
    }

    /** @param rules the enabled rules in order, see {@link RulePolicy#rules()} */
    public static Compiled compile(List<CompiledRule> rules) {
        var entries = new ArrayList<ScopeEntry>();
        var ids = new LinkedHashSet<String>();
        var others = new ArrayList<CompiledRule>();
        for (var rule : rules) {
            if (!(rule.decision().action() instanceof Action.Pass)) {
                others.add(rule);
                continue;
            }
            if (entries.size() == ScopeEntry.MAX_ENTRIES - 1) {
                break;
            }
            if (!rule.needsSniff() && others.stream().allMatch(other -> disjoint(other, rule))) {
                exclude(rule).ifPresent(entry -> {
                    entries.add(entry);
                    ids.add(rule.rule().id());
                });
            }
        }
        entries.add(ScopeEntry.includeTcp());
        return new Compiled(entries, ids);
    }

    /** Whether no connection that the kernel excludes for {@code pass} can match {@code other}. */
    private static boolean disjoint(CompiledRule other, CompiledRule pass) {
        return (other.cidr != null && pass.cidr != null && other.cidr.disjoint(pass.cidr))
                || (other.ports != null && pass.ports != null && other.ports.disjoint(pass.ports))
                || (other.user != null && pass.user != null && other.user.disjoint(pass.user))
                || (other.app != null && pass.app != null && other.app.disjoint(pass.app));
    }

    /** The kernel's form of a rule, when it has one that means no more than the rule. */
    private static Optional<ScopeEntry> exclude(CompiledRule rule) {
        var fits = (rule.cidr == null || !rule.cidr.touchesMapped())
                && (rule.ports == null || rule.ports.ranges().size() <= ScopeEntry.MAX_PORTS)
                && (rule.user == null || rule.user.uid().isPresent())
                && (rule.app == null || kernelKnows(rule.app.glob()));
        if (!fits) {
            return Optional.empty();
        }
        return Optional.of(new ScopeEntry(
                ScopeEntry.Action.EXCLUDE,
                ScopeEntry.Protocol.TCP,
                rule.ports == null
                        ? List.of()
                        : rule.ports.ranges().stream()
                                .map(range -> new ScopeEntry.Ports(range.from(), range.to()))
                                .toList(),
                rule.cidr == null ? List.of() : List.of(rule.cidr.text()),
                rule.user == null ? List.of() : List.of(rule.user.uid().orElseThrow()),
                rule.app == null ? List.of() : List.of(app(rule.app)),
                List.of()));
    }

    private static ScopeEntry.App app(AppPattern pattern) {
        return pattern.path()
                ? ScopeEntry.App.path(pattern.glob().pattern())
                : ScopeEntry.App.name(pattern.glob().pattern());
    }

    /** Plain ASCII, short, few stars: the kernel compares bytes, so a question mark is not the same there. */
    private static boolean kernelKnows(Glob glob) {
        var pattern = glob.pattern();
        return pattern.getBytes(StandardCharsets.UTF_8).length <= ScopeEntry.MAX_APP_BYTES
                && pattern.chars().filter(c -> c == '*').count() <= MAX_STARS
                && pattern.chars().allMatch(c -> c > 0x20 && c < 0x7f && "?[]\\{}!".indexOf(c) < 0);
    }
}
