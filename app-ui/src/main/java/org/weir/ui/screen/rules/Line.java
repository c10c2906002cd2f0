package org.weir.ui.screen.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Approvals;
import org.weir.api.control.HttpRule;
import org.weir.api.control.Rule;

/** One line of the table. The three kinds stand one after the other, each in its own order. Pure. */
sealed interface Line {
    /** Stable over changes of everything else. */
    String key();

    /** Where it stands among those of its kind; what is learned has no order. */
    int index();

    /** Whether it is in force; what was learned always is. */
    boolean enabled();

    /**
     * A rule for connections.
     *
     * @param hits flows that it decided since the engine started; -1: not known
     * @param hiddenBy id of a rule before it that leaves it nothing to decide, or null
     */
    record OfRule(Rule rule, int index, long hits, @Nullable String hiddenBy) implements Line {
        @Override
        public String key() {
            return rule.id();
        }

        @Override
        public boolean enabled() {
            return rule.enabled();
        }
    }

    /** A rule for what is said in inspected connections. */
    record OfHttp(HttpRule rule, int index) implements Line {
        @Override
        public String key() {
            return rule.id();
        }

        @Override
        public boolean enabled() {
            return rule.enabled();
        }
    }

    /** What was learned from a refusal, or decided about one. */
    record OfException(Approvals.Item item, int index) implements Line {
        @Override
        public String key() {
            return "x" + item.id();
        }

        @Override
        public boolean enabled() {
            return true;
        }
    }

    /**
     * All of them.
     *
     * @param hits by id of the rule
     */
    static List<Line> of(List<Rule> rules, List<HttpRule> http, List<Approvals.Item> inbox, Map<String, Long> hits) {
        var lines = new ArrayList<Line>();
        var hidden = Shadows.of(rules);
        for (var i = 0; i < rules.size(); i++) {
            var rule = rules.get(i);
            lines.add(new OfRule(rule, i, hits.getOrDefault(rule.id(), -1L), hidden.get(rule.id())));
        }
        for (var i = 0; i < http.size(); i++) {
            lines.add(new OfHttp(http.get(i), i));
        }
        var learned = inbox.stream().filter(Line::isException).toList();
        for (var i = 0; i < learned.size(); i++) {
            lines.add(new OfException(learned.get(i), i));
        }
        return lines;
    }

    private static boolean isException(Approvals.Item item) {
        return item.verdict() != null || item.hosts().stream().anyMatch(host -> host.passesUntilMs() != null);
    }
}
