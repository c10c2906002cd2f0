package org.weir.engine.policy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.weir.api.interceptor.ScopeEntry;
import org.weir.engine.flow.Decision.Action;
import org.weir.engine.flow.Sniffed;

/**
 * Compiles rules down to the interceptor's capture scope, so that traffic which is passed whatever it says never enters
 * the engine. What the kernel excludes is always a subset of what the rules pass: in doubt a rule is not compiled, and
 * the engine decides.
 *
 * <p>Compiled are pass rules with neither domain nor protocol that no earlier block, reroute or inspect rule could
 * overlap. An app pattern means the same or less in the kernel, which compares the executable only and knows no scripts.
 *
 * <p>QUIC cannot be inspected. So for each inspect rule UDP to port 443 of the same app, user and address is refused, and
 * the app falls back to TCP at once. Names are unknown there: a rule for a domain refuses QUIC to every destination, and
 * one that names no app that of every app, but for those that an earlier pass rule leaves alone. Refusing too much costs a
 * round trip; too little would let a browser go around the rule.
 *
 * <p>A block rule is treated the same, with one exception: if it needs a name and names no app, QUIC is left alone. To block
 * one domain for all must not take UDP port 443 from a VPN.
 */
public final class ScopeCompiler {
    /** More stars make a match costly in eBPF. */
    private static final int MAX_STARS = 2;

    /** Where HTTP/3 is spoken. Alternative services on other ports are rare, and clients that use one fall back as well. */
    private static final int QUIC_PORT = 443;

    private ScopeCompiler() {}

    /**
     * @param entries what capture.apply takes; the last one captures all TCP that was not excluded
     * @param ruleIds the pass rules that stand in it
     * @param udp the rules behind the entries that UDP is judged by, in order
     */
    public record Compiled(List<ScopeEntry> entries, Set<String> ruleIds, List<CompiledRule> udp) {
        public Compiled {
            entries = List.copyOf(entries);
            ruleIds = Set.copyOf(ruleIds);
            udp = List.copyOf(udp);
        }

        /** Whether the interceptor refuses QUIC of this app and user to this address; other parts of the question do not matter. */
        public boolean refusesQuic(Question question) {
            var facts = Facts.of(question).asExecutableTo(QUIC_PORT);
            return udp.stream()
                    .filter(rule -> rule.matchesEarly(facts))
                    .findFirst()
                    .map(rule -> !(rule.decision().action() instanceof Action.Pass))
                    .orElse(false);
        }
    }

    /** @param rules the enabled rules in order, see {@link RulePolicy#rules()} */
    public static Compiled compile(List<CompiledRule> rules) {
        var entries = new ArrayList<ScopeEntry>();
        var ids = new LinkedHashSet<String>();
        var udp = new ArrayList<CompiledRule>();
        var others = new ArrayList<CompiledRule>();
        for (var rule : rules) {
            if (entries.size() == ScopeEntry.MAX_ENTRIES - 1) {
                break;
            }
            if (!(rule.decision().action() instanceof Action.Pass)) {
                others.add(rule);
                refuse(rule).ifPresent(entry -> {
                    entries.add(entry);
                    udp.add(rule);
                });
            } else if (!rule.needsSniff() && others.stream().allMatch(other -> disjoint(other, rule))) {
                exclude(rule).ifPresent(entry -> {
                    entries.add(entry);
                    udp.add(rule);
                    ids.add(rule.rule().id());
                });
            }
        }
        entries.add(ScopeEntry.includeTcp());
        return new Compiled(entries, ids, udp);
    }

    /** Whether no connection that the kernel excludes for {@code pass} can match {@code other}. */
    private static boolean disjoint(CompiledRule other, CompiledRule pass) {
        return (other.cidr != null && pass.cidr != null && other.cidr.disjoint(pass.cidr))
                || (other.ports != null && pass.ports != null && other.ports.disjoint(pass.ports))
                || (other.user != null && pass.user != null && other.user.disjoint(pass.user))
                || (other.app != null && pass.app != null && other.app.disjoint(pass.app));
    }

    /** The kernel's form of a pass rule, when it has one that means no more than the rule. */
    private static Optional<ScopeEntry> exclude(CompiledRule rule) {
        if (!fits(rule) || (rule.ports != null && rule.ports.ranges().size() > ScopeEntry.MAX_PORTS)) {
            return Optional.empty();
        }
        var ports = rule.ports == null
                ? List.<ScopeEntry.Ports>of()
                : rule.ports.ranges().stream()
                        .map(range -> new ScopeEntry.Ports(range.from(), range.to()))
                        .toList();
        return Optional.of(entry(rule, ScopeEntry.Action.EXCLUDE, ScopeEntry.Protocol.ANY, ports));
    }

    /** What keeps QUIC from going around a rule, when the rule is one that QUIC could go around. */
    private static Optional<ScopeEntry> refuse(CompiledRule rule) {
        var concerned = refusesByItsAction(rule)
                && (rule.ports == null || rule.ports.contains(QUIC_PORT))
                && (rule.protocol == null || rule.protocol == Sniffed.Protocol.TLS)
                && fits(rule);
        return concerned
                ? Optional.of(entry(
                        rule,
                        ScopeEntry.Action.REFUSE,
                        ScopeEntry.Protocol.UDP,
                        List.of(new ScopeEntry.Ports(QUIC_PORT, QUIC_PORT))))
                : Optional.empty();
    }

    private static boolean refusesByItsAction(CompiledRule rule) {
        return switch (rule.decision().action()) {
            case Action.Inspect _ -> true;
            case Action.Block _ -> !rule.needsSniff() || rule.app != null;
            case Action.Pass _, Action.Reroute _ -> false;
        };
    }

    /** Whether the kernel can be told the rule's app, user and address. */
    private static boolean fits(CompiledRule rule) {
        return (rule.cidr == null || !rule.cidr.touchesMapped())
                && (rule.user == null || rule.user.uid().isPresent())
                && (rule.app == null || kernelKnows(rule.app.glob()));
    }

    private static ScopeEntry entry(
            CompiledRule rule, ScopeEntry.Action action, ScopeEntry.Protocol protocol, List<ScopeEntry.Ports> ports) {
        return new ScopeEntry(
                action,
                protocol,
                ports,
                rule.cidr == null ? List.of() : List.of(rule.cidr.text()),
                rule.user == null ? List.of() : List.of(rule.user.uid().orElseThrow()),
                rule.app == null ? List.of() : List.of(app(rule.app)),
                List.of());
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
