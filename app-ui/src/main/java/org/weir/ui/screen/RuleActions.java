package org.weir.ui.screen;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Rule;
import org.weir.api.control.RuleDraft;

/** Rules made by a click: first in the list, so that they decide from now on, and with a way back. */
public final class RuleActions {
    private final Desk desk;

    public RuleActions(Desk desk) {
        this.desk = desk;
    }

    /**
     * @param app path or name, or null for all apps
     * @param domain as in a rule, or null for all names
     * @param action pass, block or inspect
     */
    public void decide(@Nullable String app, @Nullable String domain, String action) {
        add(draft(app, domain, action), rule -> {});
    }

    static RuleDraft draft(@Nullable String app, @Nullable String domain, String action) {
        return new RuleDraft(null, app, null, domain, null, null, null, action, null, null);
    }

    /** Adds {@code draft} before all others, says so, and offers to take it back. */
    public void add(RuleDraft draft, Consumer<Rule> added) {
        desk.ask(client -> client.addRule(draft, 0), answer -> {
            var rule = answer.rule();
            desk.notices()
                    .done(
                            desk.text("shell.rule.added." + rule.action(), subject(rule)),
                            desk.text("shell.undo"),
                            () -> remove(rule.id()));
            added.accept(rule);
        });
    }

    private void remove(String id) {
        desk.ask(
                client -> {
                    client.removeRule(id);
                    return id;
                },
                removed -> desk.notices().done(desk.text("shell.rule.removed")));
    }

    private String subject(Rule rule) {
        var app = rule.app() == null ? null : rule.app().substring(rule.app().lastIndexOf('/') + 1);
        if (app != null && rule.domain() != null) {
            return desk.text("shell.rule.pair", app, rule.domain());
        }
        return app != null ? app : rule.domain() != null ? rule.domain() : desk.text("shell.rule.everything");
    }
}
