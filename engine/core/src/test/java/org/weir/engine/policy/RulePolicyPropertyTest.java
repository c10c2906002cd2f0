package org.weir.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.api.control.Rule;
import org.weir.engine.flow.Decision;
import org.weir.engine.flow.Sniffed;

class RulePolicyPropertyTest {
    private static final List<Sniffed> SNIFFS = Randoms.everySniff();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {101, 102, 103, 104, 105, 106})
    void anEarlyDecisionIsTheDecisionForEverySniff(long seed) throws Exception {
        var randoms = new Randoms(seed);
        var early = 0;
        for (var round = 0; round < 300; round++) {
            var rules = randoms.rules(randoms.below(7));
            var policy = RulePolicy.of(rules, Randoms.USERS);
            for (var i = 0; i < 20; i++) {
                var question = randoms.early();
                var decision = policy.decideEarly(question);
                if (decision.isEmpty()) {
                    continue;
                }
                early++;
                for (var sniffed : SNIFFS) {
                    assertThat(policy.explain(Randoms.late(question, sniffed)))
                            .as("seed %d round %d: %s, %s, %s", seed, round, rules, question, sniffed)
                            .isEqualTo(decision.get());
                }
            }
        }
        assertThat(early).isGreaterThan(1_000);
    }

    /** And it is not empty without need: some two sniffs lead to different rules, or the deciding rule needs one. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {111, 112, 113})
    void noEarlyDecisionOnlyWhereTheFirstBytesDecide(long seed) throws Exception {
        var randoms = new Randoms(seed);
        for (var round = 0; round < 300; round++) {
            var rules = randoms.rules(randoms.below(7));
            var policy = RulePolicy.of(rules, Randoms.USERS);
            var question = randoms.early();
            if (policy.decideEarly(question).isPresent()) {
                continue;
            }
            var decisions = SNIFFS.stream()
                    .map(sniffed -> policy.explain(Randoms.late(question, sniffed)))
                    .distinct()
                    .toList();
            assertThat(decisions.size())
                    .as("seed %d round %d: %s, %s", seed, round, rules, question)
                    .isGreaterThan(1);
        }
    }

    /** The index against the plainest possible reading of the rules. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {121, 122, 123, 124})
    void theIndexFindsWhatAScanFinds(long seed) throws Exception {
        var randoms = new Randoms(seed);
        for (var round = 0; round < 200; round++) {
            var rules = randoms.rules(randoms.below(40));
            var policy = RulePolicy.of(rules, Randoms.USERS);
            for (var i = 0; i < 20; i++) {
                var question = Randoms.late(randoms.early(), SNIFFS.get(randoms.below(SNIFFS.size())));
                assertThat(policy.explain(question))
                        .as("seed %d round %d: %s, %s", seed, round, rules, question)
                        .isEqualTo(scan(rules, question));
            }
        }
    }

    private static Decision scan(List<Rule> rules, Question question) throws RuleException {
        var facts = Facts.of(question);
        var enabled = new ArrayList<CompiledRule>();
        for (var rule : rules) {
            if (rule.enabled()) {
                enabled.add(CompiledRule.compile(rule, Randoms.USERS));
            }
        }
        return enabled.stream()
                .filter(rule -> rule.matchesEarly(facts) && rule.matchesSniffed(question.sniffed()))
                .findFirst()
                .map(CompiledRule::decision)
                .orElse(Decision.pass("no rule matched"));
    }
}
