package org.weir.ui.screen.rules;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Approvals;
import org.weir.api.control.Rule;
import org.weir.api.control.RuleDraft;
import org.weir.api.control.Rules;
import org.weir.ui.screen.Changes;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.HttpRuleActions;
import org.weir.ui.screen.RuleFile;
import org.weir.ui.text.Formats;

/** Changes rules and offers the way back. */
final class RuleDeeds {
    private final Desk desk;
    private final Changes changes;
    private final HttpRuleActions http;

    RuleDeeds(Desk desk) {
        this.desk = desk;
        changes = new Changes(desk);
        http = new HttpRuleActions(desk);
    }

    /** On or off; what was learned knows neither. */
    void enable(Line line, boolean enabled) {
        switch (line) {
            case Line.OfRule rule ->
                run(
                        client -> client.replaceRule(rule.rule().withEnabled(enabled)),
                        desk.text(enabled ? "rules.done.on" : "rules.done.off", line.key()),
                        client -> client.replaceRule(rule.rule()));
            case Line.OfHttp rule -> http.enable(rule.rule(), enabled);
            case Line.OfException learned -> {
                // There is no switch at its line.
            }
        }
    }

    /** @param to where it shall stand among those of its kind */
    void move(Line line, int to) {
        if (to == line.index() || to < 0) {
            return;
        }
        switch (line) {
            case Line.OfRule rule ->
                run(
                        client -> client.moveRule(rule.key(), to),
                        desk.text("rules.done.moved", line.key(), to + 1),
                        client -> client.moveRule(rule.key(), rule.index()));
            case Line.OfHttp rule -> http.move(rule.rule(), rule.index(), to);
            case Line.OfException learned -> {
                // The narrowest decides; there is no order.
            }
        }
    }

    /** Removes a rule, or forgets what was learned. */
    void remove(Line line) {
        switch (line) {
            case Line.OfRule rule ->
                run(
                        client -> client.removeRule(rule.key()),
                        desk.text("rules.done.removed", line.key()),
                        client -> client.addRule(RuleFile.draft(rule.rule()), rule.index()));
            case Line.OfHttp rule -> http.remove(rule.rule(), rule.index());
            case Line.OfException learned -> forget(learned.item());
        }
    }

    private void forget(Approvals.Item item) {
        var verdict = item.verdict();
        if (verdict == null) {
            // Nothing was decided: what is remembered goes when the app is tried again.
            desk.ask(
                    client -> client.decide(new Approvals.DecideParams(item.id(), "try-once", null, null)),
                    done -> undoable(desk.text("rules.done.tried", subject(item)), done.undo()));
            return;
        }
        desk.ask(
                client -> client.decide(new Approvals.DecideParams(item.id(), "forget", verdict.scope(), null)),
                done -> undoable(desk.text("rules.done.forgotten", subject(item)), done.undo()));
    }

    private String subject(Approvals.Item item) {
        return desk.text("shell.rule.pair", Formats.clean(item.app().name()), Formats.clean(item.domain()));
    }

    private void undoable(String said, @Nullable Long number) {
        if (number == null) {
            desk.notices().done(said);
        } else {
            changes.done(said, client -> client.undoDecision(number));
        }
    }

    /** @param index null: behind all others */
    void add(RuleDraft draft, @Nullable Integer index, Consumer<Rule> added) {
        desk.ask(client -> client.addRule(draft, index).rule(), rule -> {
            changes.done(desk.text("rules.done.added", rule.id()), client -> client.removeRule(rule.id()));
            added.accept(rule);
        });
    }

    void replace(Rule before, Rule after, Consumer<Rule> replaced) {
        desk.ask(client -> client.replaceRule(after).rule(), rule -> {
            changes.done(desk.text("rules.done.changed", rule.id()), client -> client.replaceRule(before));
            replaced.accept(rule);
        });
    }

    void test(Rules.TestParams question, Consumer<Rules.TestResult> answer) {
        desk.ask(client -> client.testRules(question), answer);
    }

    /** Several steps with one way back. */
    void run(Changes.Step step, String said, Changes.Step back) {
        changes.run(step, said, back);
    }
}
