package org.weir.ui.screen.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.HttpRule;
import org.weir.api.control.HttpRules;
import org.weir.ui.engine.EngineFailure;
import org.weir.ui.kit.Kit;
import org.weir.ui.kit.Sheet;
import org.weir.ui.screen.Changes;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.HttpRuleActions;

/**
 * A rule that is being written, new or changed. It stays as it is until the engine has taken it: refused, unanswered or
 * closed by mistake, what was written is there again.
 */
final class RuleEditor {
    /** The fields as the protocol calls them, in their order; {@code url} has a line of its own. */
    private static final List<String> CONDITIONS =
            List.of("app", "user", "domain", "method", "url", "content_type", "note");

    private final Desk desk;
    private final RuleTexts texts;
    private final Sheet sheet;
    private final RuleBook book;
    private final Changes changes;
    private final Consumer<String> saved;
    private final @Nullable HttpRule edited;
    private final Map<String, Field> fields = new LinkedHashMap<>();
    private final ActionsEditor actions;
    private final Button save;
    private final VBox body;
    private final List<Object> first;
    private boolean isSaved;

    /**
     * Not shown yet.
     *
     * @param edited null: a new one
     * @param given what stands in it at first
     * @param saved is given the id of the rule that was made or changed
     */
    RuleEditor(
            Desk desk,
            RuleTexts texts,
            Sheet sheet,
            RuleBook book,
            @Nullable HttpRule edited,
            HttpRule given,
            Consumer<String> saved) {
        this.desk = desk;
        this.texts = texts;
        this.sheet = sheet;
        this.book = book;
        this.edited = edited;
        this.saved = saved;
        changes = new Changes(desk);
        actions = new ActionsEditor(desk, texts);
        save = Kit.button(
                Feather.CHECK, desk.text(edited == null ? "http.form.add" : "http.form.save"), this::save, "accent");
        save.setId("rule-save");
        body = new VBox(
                Kit.WIDE,
                Kit.column(
                        Kit.label(desk.text("http.form.match"), "text-bold"),
                        Kit.paragraph(desk.text("http.form.match.hint"), "text-muted"),
                        conditions()),
                Kit.column(
                        Kit.label(desk.text("http.form.actions"), "text-bold"),
                        Kit.paragraph(desk.text("http.form.actions.hint"), "text-muted"),
                        actions.view()));
        fill(given);
        first = values();
    }

    private GridPane conditions() {
        var grid = new GridPane(Kit.GAP, Kit.GAP);
        for (var i = 0; i < 2; i++) {
            var half = new ColumnConstraints();
            half.setPercentWidth(50);
            grid.getColumnConstraints().add(half);
        }
        var at = 0;
        for (var name : CONDITIONS) {
            var text = name.equals("content_type") ? "type" : name;
            var field = Field.line("rule-" + text)
                    .called(desk.text("http.field." + text), desk.text("http.prompt." + text));
            field.onEnter(this::save);
            fields.put(name, field);
            var wide = name.equals("url");
            grid.add(field.view(), at % 2, at / 2, wide ? 2 : 1, 1);
            at += wide ? 2 : 1;
        }
        return grid;
    }

    private void fill(HttpRule rule) {
        field("app").set(rule.app());
        field("user").set(rule.user());
        field("domain").set(rule.domain());
        field("method").set(rule.method());
        field("url").set(rule.url());
        field("content_type").set(rule.contentType());
        field("note").set(rule.note());
        actions.set(rule.actions());
    }

    private Field field(String name) {
        return java.util.Objects.requireNonNull(fields.get(name));
    }

    private List<Object> values() {
        var all = new ArrayList<Object>(actions.values());
        fields.values().forEach(field -> all.add(field.text()));
        return all;
    }

    /** In front, as it was left. */
    void show() {
        var title = edited == null ? desk.text("http.form.new") : desk.text("http.form.edit", edited.id());
        sheet.show(title, body, desk.text("http.form.cancel"), List.of(save));
        sheet.onClosed(this::left);
        field("app").focus();
    }

    boolean isShown() {
        return sheet.shows(body);
    }

    /** Closed without having been saved: a click beside it must not cost what was written. What is under way is told by its end. */
    private void left() {
        if (!isSaved && !save.isDisabled() && !values().equals(first)) {
            desk.notices().done(desk.text("http.form.left"), desk.text("http.form.continue"), this::show);
        }
    }

    void addAction() {
        actions.addAndFocus();
    }

    void save() {
        if (save.isDisabled()) {
            return;
        }
        fields.values().forEach(field -> field.say(""));
        actions.sayNothing();
        var problems = new ArrayList<Problem>();
        var rule = rule(problems);
        problems.addAll(RuleChecks.of(rule));
        if (!problems.isEmpty()) {
            problems.reversed().forEach(this::tell);
            focus(problems.getFirst());
            return;
        }
        send(rule);
    }

    private HttpRule rule(List<Problem> problems) {
        return new HttpRule(
                edited == null ? "" : edited.id(),
                true,
                field("app").value(),
                field("user").value(),
                field("domain").value(),
                field("url").value(),
                field("method").value(),
                field("content_type").value(),
                actions.read(problems::add),
                field("note").value());
    }

    private void send(HttpRule rule) {
        Kit.allow(save, desk.text("http.form.saving"));
        var before = edited == null ? null : book.find(edited.id());
        // What was removed meanwhile comes back as a new one.
        var asked = before == null
                ? desk.engine().ask(client -> client.addHttpRule(HttpRuleActions.draft(rule), null))
                : desk.engine().ask(client -> client.replaceHttpRule(rule.withEnabled(before.enabled())));
        asked.whenComplete((answer, thrown) -> {
            Kit.allow(save, "");
            if (thrown == null) {
                done(answer, before);
            } else {
                failed(EngineFailure.of(thrown));
            }
        });
    }

    private void done(HttpRules.Added answer, @Nullable HttpRule before) {
        var id = answer.rule().id();
        close();
        if (before == null) {
            changes.done(desk.text("http.done.added", id), client -> client.removeHttpRule(id));
        } else {
            changes.done(desk.text("rules.done.changed", id), client -> client.replaceHttpRule(before));
        }
        saved.accept(id);
    }

    private void close() {
        isSaved = true;
        if (isShown()) {
            sheet.close();
        }
    }

    private void failed(EngineFailure failure) {
        var said = desk.say(failure);
        if (failure.kind() == EngineFailure.Kind.NOT_KEPT) {
            // It is in force.
            close();
            desk.notices().failed(said);
        } else if (!isShown()) {
            desk.notices().failed(said, desk.text("http.form.continue"), this::show);
        } else if (failure.kind() == EngineFailure.Kind.REFUSED) {
            var problem = Problem.ofRefusal(String.valueOf(failure.getMessage()));
            if (tell(problem)) {
                focus(problem);
            } else {
                desk.notices().failed(said);
            }
        } else {
            desk.notices().failed(said);
        }
    }

    /** Shows it at its field; false: there is none. */
    private boolean tell(Problem problem) {
        var field = fields.get(problem.place());
        if (field == null) {
            return actions.say(problem);
        }
        field.say(texts.say(problem));
        return true;
    }

    private void focus(Problem problem) {
        var field = fields.get(problem.place());
        if (field == null) {
            actions.focus(problem);
        } else {
            field.focus();
        }
    }
}
