package org.weir.engine.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.weir.api.control.Rule;
import org.weir.engine.flow.Decision;

/** The rules of one moment, in order: the first that matches decides. Immutable but for the counters. */
public final class RulePolicy implements Policy {
    private static final Decision NO_RULE = Decision.pass("no rule matched");

    private final List<CompiledRule> rules;
    private final RuleIndex index;
    private final List<LongAdder> hits;
    private final Map<String, LongAdder> hitsById;

    /**
     * @param rules in order; those that are not enabled are skipped
     * @param hitsById counters by rule id, shared by the policies that follow one another
     */
    public RulePolicy(List<CompiledRule> rules, Map<String, LongAdder> hitsById) {
        this.rules = rules.stream().filter(rule -> rule.rule().enabled()).toList();
        this.index = new RuleIndex(this.rules);
        this.hitsById = hitsById;
        this.hits = this.rules.stream()
                .map(rule -> hitsById.computeIfAbsent(rule.rule().id(), _ -> new LongAdder()))
                .toList();
    }

    /** @throws RuleException for the first rule that is wrong */
    public static RulePolicy of(List<Rule> rules, UserLookup users) throws RuleException {
        var compiled = new ArrayList<CompiledRule>(rules.size());
        for (var rule : rules) {
            compiled.add(CompiledRule.compile(rule, users));
        }
        return new RulePolicy(compiled, new ConcurrentHashMap<>());
    }

    /** The enabled rules in order. */
    public List<CompiledRule> rules() {
        return rules;
    }

    /** How many flows this rule decided since the engine started. */
    public long hits(String ruleId) {
        var counter = hitsById.get(ruleId);
        return counter == null ? 0 : counter.sum();
    }

    @Override
    public Decision decide(Question question) {
        return counted(find(question));
    }

    /** As {@link #decide}, but counts as no hit: for "which rule would win". */
    public Decision explain(Question question) {
        return decision(find(question));
    }

    @Override
    public Optional<Decision> decideEarly(Question question) {
        var facts = Facts.of(question);
        var first = index.firstEarly(facts.app(), i -> rules.get(i).matchesEarly(facts));
        // The first whose early conditions hold either decides, or could still match: then nobody below it may.
        return first != RuleIndex.NONE && rules.get(first).needsSniff()
                ? Optional.empty()
                : Optional.of(counted(first));
    }

    private int find(Question question) {
        var facts = Facts.of(question);
        var sniffed = Objects.requireNonNull(question.sniffed(), "sniffed");
        return index.first(facts.app(), sniffed.host(), i -> {
            var rule = rules.get(i);
            return rule.matchesEarly(facts) && rule.matchesSniffed(sniffed);
        });
    }

    private Decision counted(int position) {
        if (position != RuleIndex.NONE) {
            hits.get(position).increment();
        }
        return decision(position);
    }

    private Decision decision(int position) {
        return position == RuleIndex.NONE ? NO_RULE : rules.get(position).decision();
    }
}
