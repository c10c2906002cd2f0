package org.weir.ui.screen.rules;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Approvals;
import org.weir.api.control.ControlClient;
import org.weir.api.control.HttpRule;
import org.weir.api.control.HttpRules;
import org.weir.api.control.Rule;
import org.weir.api.control.RuleDraft;
import org.weir.api.control.Rules;
import org.weir.api.rpc.RpcException;
import org.weir.ui.screen.Desk;
import org.weir.ui.text.Formats;

/** Changes rules and offers the way back. */
final class RuleDeeds {
    private final Desk desk;

    /** Something that is asked of the engine, without an answer that matters. */
    @FunctionalInterface
    interface Step {
        void on(ControlClient client) throws IOException, RpcException;
    }

    RuleDeeds(Desk desk) {
        this.desk = desk;
    }

    /** On or off; what was learned knows neither. */
    void enable(Line line, boolean enabled) {
        switch (line) {
            case Line.OfRule rule ->
                run(
                        client -> client.replaceRule(rule.rule().withEnabled(enabled)),
                        desk.text(enabled ? "rules.done.on" : "rules.done.off", line.key()),
                        client -> client.replaceRule(rule.rule()));
            case Line.OfHttp http ->
                run(
                        client -> client.replaceHttpRule(http.rule().withEnabled(enabled)),
                        desk.text(enabled ? "rules.done.on" : "rules.done.off", line.key()),
                        client -> client.replaceHttpRule(http.rule()));
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
            case Line.OfHttp http ->
                run(
                        client -> client.moveHttpRule(http.key(), to),
                        desk.text("rules.done.moved", line.key(), to + 1),
                        client -> client.moveHttpRule(http.key(), http.index()));
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
                        client -> client.addRule(draft(rule.rule()), rule.index()));
            case Line.OfHttp http ->
                run(
                        client -> client.removeHttpRule(http.key()),
                        desk.text("rules.done.removed", line.key()),
                        client -> client.addHttpRule(draft(http.rule()), http.index()));
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
            desk.notices().done(said, desk.text("shell.undo"), () -> back(client -> client.undoDecision(number)));
        }
    }

    /** @param index null: behind all others */
    void add(RuleDraft draft, @Nullable Integer index, Consumer<Rule> added) {
        desk.ask(client -> client.addRule(draft, index).rule(), rule -> {
            desk.notices()
                    .done(
                            desk.text("rules.done.added", rule.id()),
                            desk.text("shell.undo"),
                            () -> back(client -> client.removeRule(rule.id())));
            added.accept(rule);
        });
    }

    void replace(Rule before, Rule after, Consumer<Rule> replaced) {
        desk.ask(client -> client.replaceRule(after).rule(), rule -> {
            desk.notices()
                    .done(
                            desk.text("rules.done.changed", rule.id()),
                            desk.text("shell.undo"),
                            () -> back(client -> client.replaceRule(before)));
            replaced.accept(rule);
        });
    }

    void test(Rules.TestParams question, Consumer<Rules.TestResult> answer) {
        desk.ask(client -> client.testRules(question), answer);
    }

    /** Several steps with one way back. */
    void run(Step step, String said, Step back) {
        desk.ask(
                client -> {
                    step.on(client);
                    return true;
                },
                done -> desk.notices().done(said, desk.text("shell.undo"), () -> back(back)));
    }

    private void back(Step step) {
        desk.ask(
                client -> {
                    step.on(client);
                    return true;
                },
                done -> desk.notices().done(desk.text("rules.undone")));
    }

    static RuleDraft draft(Rule rule) {
        return new RuleDraft(
                rule.enabled() ? null : false,
                rule.app(),
                rule.user(),
                rule.domain(),
                rule.cidr(),
                rule.port(),
                rule.protocol(),
                rule.action(),
                rule.target(),
                rule.note(),
                rule.onRefusal());
    }

    static HttpRules.Draft draft(HttpRule rule) {
        return new HttpRules.Draft(
                rule.enabled() ? null : false,
                rule.app(),
                rule.user(),
                rule.domain(),
                rule.url(),
                rule.method(),
                rule.contentType(),
                List.copyOf(rule.actions()),
                rule.note());
    }
}
