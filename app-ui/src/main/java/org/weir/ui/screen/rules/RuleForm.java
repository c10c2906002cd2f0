package org.weir.ui.screen.rules;

import java.util.List;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.Rule;
import org.weir.api.control.RuleDraft;
import org.weir.ui.kit.Kit;
import org.weir.ui.kit.Picks;
import org.weir.ui.screen.Desk;

/** A new rule for connections, or a change of one. What is wrong with it the engine says. */
final class RuleForm {
    private static final List<String> ACTIONS = List.of("inspect", "pass", "block", "reroute");
    private static final List<String> ON_REFUSAL = List.of("pass", "block");

    private final Desk desk;
    private final RuleDeeds deeds;
    private final Runnable close;
    private final Consumer<String> done;
    private final Label title = Kit.label("", "card-title");
    private final Fields fields;
    private final ComboBox<String> action;
    private final ComboBox<String> onRefusal;
    private final Button save;
    private final VBox view;
    private @Nullable Rule edited;

    /** @param done is given the id of the rule that was made or changed */
    RuleForm(Desk desk, LineTexts texts, RuleDeeds deeds, Consumer<String> done, Runnable close) {
        this.desk = desk;
        this.deeds = deeds;
        this.done = done;
        this.close = close;
        fields = new Fields(desk, "form", "app", "user", "domain", "cidr", "port", "protocol", "note", "target");
        action = Picks.of("form-action", desk.text("rules.field.action"), ACTIONS, texts::word);
        onRefusal = Picks.of(
                "form-refusal",
                desk.text("rules.field.refusal"),
                ON_REFUSAL,
                word -> desk.text("rules.refusal." + word));
        fields.add("action", action);
        fields.add("refusal", onRefusal);
        action.valueProperty().addListener((property, was, is) -> explain());
        save = Kit.button(Feather.CHECK, "", this::save, "accent");
        save.setId("form-save");
        fields.onEnter(this::save);
        var buttons = Kit.row(save, Kit.button(null, desk.text("rules.cancel"), close));
        view = Kit.card(null, title, Kit.paragraph(desk.text("rules.form.hint"), "text-muted"), fields.view(), buttons);
        explain();
    }

    VBox view() {
        return view;
    }

    /** Only what an action has can be filled in. */
    private void explain() {
        Kit.show(fields.box("target"), "reroute".equals(action.getValue()));
        Kit.show(fields.box("refusal"), "inspect".equals(action.getValue()));
    }

    /** @param rule null: a new one */
    void open(@Nullable Rule rule) {
        edited = rule;
        title.setText(rule == null ? desk.text("rules.form.new") : desk.text("rules.form.edit", rule.id()));
        save.setText(desk.text(rule == null ? "rules.form.add" : "rules.form.save"));
        fields.set("app", rule == null ? null : rule.app());
        fields.set("user", rule == null ? null : rule.user());
        fields.set("domain", rule == null ? null : rule.domain());
        fields.set("cidr", rule == null ? null : rule.cidr());
        fields.set("port", rule == null ? null : rule.port());
        fields.set("protocol", rule == null ? null : rule.protocol());
        fields.set("note", rule == null ? null : rule.note());
        fields.set("target", rule == null ? null : rule.target());
        action.setValue(rule == null || !ACTIONS.contains(rule.action()) ? ACTIONS.getFirst() : rule.action());
        onRefusal.setValue(rule == null || !"block".equals(rule.onRefusal()) ? "pass" : "block");
        fields.focus();
    }

    private void save() {
        var rule = edited;
        if (rule == null) {
            deeds.add(draft(), 0, added -> closed(added.id()));
        } else {
            var made = draft().toRule().withId(rule.id()).withEnabled(rule.enabled());
            deeds.replace(rule, made, replaced -> closed(replaced.id()));
        }
    }

    private void closed(String id) {
        close.run();
        done.accept(id);
    }

    private RuleDraft draft() {
        var word = action.getValue();
        return new RuleDraft(
                null,
                fields.get("app"),
                fields.get("user"),
                fields.get("domain"),
                fields.get("cidr"),
                fields.get("port"),
                fields.get("protocol"),
                word,
                word.equals("reroute") ? fields.get("target") : null,
                fields.get("note"),
                word.equals("inspect") && "block".equals(onRefusal.getValue()) ? "block" : null);
    }
}
