package org.weir.ui.screen;

import java.util.List;
import org.weir.api.control.HttpRule;
import org.weir.api.control.HttpRules;

/** What is done to HTTP rules wherever they are shown, each with a way back; and the way from a request to a rule. */
public final class HttpRuleActions {
    /** Of the screen on which they are written. */
    public static final String SCREEN = "http";

    private final Desk desk;
    private final Changes changes;

    public HttpRuleActions(Desk desk) {
        this.desk = desk;
        changes = new Changes(desk);
    }

    public void enable(HttpRule rule, boolean enabled) {
        changes.run(
                client -> client.replaceHttpRule(rule.withEnabled(enabled)),
                desk.text(enabled ? "rules.done.on" : "rules.done.off", rule.id()),
                client -> client.replaceHttpRule(rule));
    }

    /**
     * Has it applied earlier or later.
     *
     * @param from where it stands among the HTTP rules
     */
    public void move(HttpRule rule, int from, int to) {
        if (to != from && to >= 0) {
            changes.run(
                    client -> client.moveHttpRule(rule.id(), to),
                    desk.text("rules.done.moved", rule.id(), to + 1),
                    client -> client.moveHttpRule(rule.id(), from));
        }
    }

    /** @param index where it stands, so that it can come back there */
    public void remove(HttpRule rule, int index) {
        changes.run(
                client -> client.removeHttpRule(rule.id()),
                desk.text("rules.done.removed", rule.id()),
                client -> client.addHttpRule(draft(rule), index));
    }

    /** Opens the editor with a new rule for requests like that one; nothing is changed until the user says so there. */
    public void write(SeenRequest request) {
        desk.navigator().go(SCREEN, request.what());
    }

    /** The same rule without its id. */
    public static HttpRules.Draft draft(HttpRule rule) {
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
