package org.weir.engine.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Rule;
import org.weir.engine.flow.Decision;
import org.weir.engine.flow.Decision.Action;
import org.weir.engine.flow.Sniffed;
import org.weir.engine.flow.Sniffed.Protocol;

/** A rule that was checked and made ready for matching. Conditions that are null match everything. */
public final class CompiledRule {
    /** Longest text of one condition, and of the note. */
    private static final int MAX_TEXT = 1024;

    /** Every flow is TCP: the word restricts nothing. */
    private static final String TCP = "tcp";

    private final Rule rule;
    private final Decision decision;

    final @Nullable AppPattern app;
    final @Nullable UserPattern user;
    final @Nullable DomainPattern domain;
    final @Nullable Cidr cidr;
    final @Nullable PortSet ports;
    final @Nullable Protocol protocol;

    private CompiledRule(Rule rule, UserLookup users) throws RuleException {
        this.rule = rule;
        app = text("app", rule.app()) == null ? null : AppPattern.parse(rule.app());
        user = text("user", rule.user()) == null ? null : UserPattern.parse(rule.user(), users);
        domain = text("domain", rule.domain()) == null ? null : DomainPattern.parse(rule.domain());
        cidr = text("cidr", rule.cidr()) == null ? null : Cidr.parse(rule.cidr());
        ports = text("port", rule.port()) == null ? null : PortSet.parse(rule.port());
        protocol = text("protocol", rule.protocol()) == null ? null : protocol(rule.protocol());
        if (rule.note() != null && rule.note().length() > MAX_TEXT) {
            throw new RuleException("note", "longer than " + MAX_TEXT + " characters");
        }
        decision = new Decision(action(rule), rule.id(), reason());
    }

    private CompiledRule(CompiledRule other, String id) {
        rule = other.rule.withId(id);
        app = other.app;
        user = other.user;
        domain = other.domain;
        cidr = other.cidr;
        ports = other.ports;
        protocol = other.protocol;
        decision = new Decision(other.decision.action(), id, reason());
    }

    /**
     * Checks a rule.
     *
     * @throws RuleException for the first field that is wrong
     */
    public static CompiledRule compile(Rule rule, UserLookup users) throws RuleException {
        return new CompiledRule(rule, users);
    }

    /** The same conditions under another id. */
    public CompiledRule withId(String id) {
        return new CompiledRule(this, id);
    }

    public Rule rule() {
        return rule;
    }

    /** What a match decides. */
    public Decision decision() {
        return decision;
    }

    /** Whether it takes the first bytes to know if it matches. */
    public boolean needsSniff() {
        return domain != null || protocol != null;
    }

    /** The conditions that are known when a connection is accepted. */
    boolean matchesEarly(Facts facts) {
        return (ports == null || ports.contains(facts.port()))
                && (cidr == null || cidr.contains(facts.address()))
                && (user == null || user.matches(facts.uid(), facts.user()))
                && (app == null || app.matches(facts.app()));
    }

    /** The conditions that take the first bytes. */
    boolean matchesSniffed(Sniffed sniffed) {
        return (protocol == null || protocol == sniffed.protocol())
                && (domain == null || domain.matches(sniffed.host()));
    }

    static @Nullable String text(String field, @Nullable String value) throws RuleException {
        if (value == null) {
            return null;
        }
        if (value.isBlank()) {
            throw new RuleException(field, "empty");
        }
        if (value.length() > MAX_TEXT) {
            throw new RuleException(field, "longer than " + MAX_TEXT + " characters");
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new RuleException(field, "has control characters");
        }
        return value;
    }

    private static @Nullable Protocol protocol(String word) throws RuleException {
        if (word.equals(TCP)) {
            return null;
        }
        for (var protocol : Protocol.values()) {
            if (protocol.word().equals(word.toLowerCase(Locale.ROOT))) {
                return protocol;
            }
        }
        var words = Arrays.stream(Protocol.values()).map(Protocol::word).collect(Collectors.joining(", "));
        throw new RuleException("protocol", "unknown protocol '" + word + "' (tcp, " + words + ")");
    }

    private static Action action(Rule rule) throws RuleException {
        var target = text("target", rule.target());
        if (target != null && !rule.action().equals("reroute")) {
            throw new RuleException("target", "only reroute has a target");
        }
        var onRefusal = text("on_refusal", rule.onRefusal());
        if (onRefusal != null && !rule.action().equals("inspect")) {
            throw new RuleException("on_refusal", "only inspect can be refused");
        }
        if (onRefusal != null && !onRefusal.equals("pass") && !onRefusal.equals("block")) {
            throw new RuleException("on_refusal", "'" + onRefusal + "' is neither pass nor block");
        }
        return switch (rule.action()) {
            case "pass" -> new Action.Pass();
            case "block" -> new Action.Block();
            case "inspect" -> new Action.Inspect("block".equals(onRefusal));
            case "reroute" -> {
                if (target == null) {
                    throw new RuleException("target", "reroute needs a target");
                }
                yield new Action.Reroute(Targets.parse(target));
            }
            case "" -> throw new RuleException("action", "missing (pass, block, reroute, inspect)");
            default ->
                throw new RuleException(
                        "action", "unknown action '" + rule.action() + "' (pass, block, reroute, inspect)");
        };
    }

    private String reason() {
        List<String> parts = new ArrayList<>();
        add(parts, "app ", rule.app());
        add(parts, "user ", rule.user());
        add(parts, "domain ", rule.domain());
        add(parts, "address ", rule.cidr());
        add(parts, "port ", rule.port());
        add(parts, "protocol ", rule.protocol());
        return "rule " + rule.id() + ": " + (parts.isEmpty() ? "everything" : String.join(", ", parts));
    }

    private static void add(List<String> parts, String word, @Nullable String value) {
        if (value != null) {
            parts.add(word + value);
        }
    }
}
