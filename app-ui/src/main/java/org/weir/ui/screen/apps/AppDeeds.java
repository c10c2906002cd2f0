package org.weir.ui.screen.apps;

import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.ControlClient;
import org.weir.api.control.Rule;
import org.weir.api.control.RuleDraft;
import org.weir.api.rpc.RpcException;
import org.weir.ui.engine.EngineFailure;
import org.weir.ui.screen.Desk;
import org.weir.ui.text.Formats;

/** Makes the rule that an app's default is, in the right place, and takes it back. */
final class AppDeeds {
    private final Desk desk;

    /** A way back. */
    @FunctionalInterface
    private interface Back {
        void go(ControlClient client) throws IOException, RpcException;
    }

    AppDeeds(Desk desk) {
        this.desk = desk;
    }

    /** @param failed for the control that has to go back to what it was */
    void choose(AppBook.Entry app, AppDefault.Choice choice, Consumer<EngineFailure> failed) {
        desk.ask(
                client -> apply(client, app, choice),
                back -> desk.notices()
                        .done(
                                desk.text("apps.done." + choice.word(), Formats.clean(app.name())),
                                desk.text("shell.undo"),
                                () -> undo(back)),
                failed);
    }

    /** On the rules as they are at this moment, not as the screen saw them. */
    private static Back apply(ControlClient client, AppBook.Entry app, AppDefault.Choice choice)
            throws IOException, RpcException {
        var rules = client.rules().rules();
        var own = AppDefault.of(rules, app.key(), app.name()).own();
        if (choice == AppDefault.Choice.NONE) {
            if (own == null) {
                return back -> {};
            }
            var at = rules.indexOf(own);
            client.removeRule(own.id());
            return back ->
                    back.addRule(draft(own), Math.min(at, back.rules().rules().size()));
        }
        if (own != null) {
            client.replaceRule(with(own, choice.word()));
            return back -> back.replaceRule(own);
        }
        var place = AppDefault.place(rules, app.key(), app.name());
        var added = client.addRule(draft(app.key(), choice.word()), place);
        return back -> back.removeRule(added.rule().id());
    }

    private void undo(Back back) {
        desk.ask(
                client -> {
                    back.go(client);
                    return true;
                },
                done -> desk.notices().done(desk.text("apps.undone")));
    }

    private static Rule with(Rule rule, String action) {
        return new Rule(
                rule.id(),
                true,
                rule.app(),
                null,
                null,
                null,
                null,
                rule.protocol(),
                action,
                null,
                rule.note(),
                action.equals("inspect") ? rule.onRefusal() : null);
    }

    private static RuleDraft draft(@Nullable String app, String action) {
        return new RuleDraft(null, app, null, null, null, null, null, action, null, null);
    }

    private static RuleDraft draft(Rule rule) {
        return new RuleDraft(
                rule.enabled(),
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
}
