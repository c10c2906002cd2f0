package org.weir.ui.screen.http;

import java.util.function.BooleanSupplier;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.weir.ui.kit.Icons;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.HttpRuleActions;
import org.weir.ui.text.Formats;

/** A rule: its switch, what it does, which requests it is for, and why the engine does not apply it. */
final class RuleCell extends ListCell<RuleBook.Entry> {
    private static final double ID_WIDTH = 40;

    private static final PseudoClass OFF = PseudoClass.getPseudoClass("off");

    private final Desk desk;
    private final RuleTexts texts;
    private final HttpRuleActions actions;
    private final BooleanSupplier usable;
    private final CheckBox enabled = new CheckBox();
    private final Label id = Kit.label("", "text-muted");
    private final Label does = Kit.paragraph("");
    private final Label matches = Kit.paragraph("", "text-muted");
    private final Label note = Kit.paragraph("", "text-muted");
    private final Label problem = Kit.paragraph("", "query-problem");
    private final HBox row;

    RuleCell(Desk desk, RuleTexts texts, HttpRuleActions actions, BooleanSupplier usable) {
        this.desk = desk;
        this.texts = texts;
        this.actions = actions;
        this.usable = usable;
        enabled.setFocusTraversable(false);
        id.setMinWidth(ID_WIDTH);
        problem.setGraphic(Icons.of(Feather.ALERT_TRIANGLE, Icons.SMALL));
        var words = new VBox(2, does, matches, note, problem);
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        row = Kit.row(enabled, id, words);
        row.setAlignment(Pos.TOP_LEFT);
        row.getStyleClass().add("list-row");
        // As wide as the list, so that sentences wrap instead of being cut off.
        setPrefWidth(0);
    }

    @Override
    protected void updateItem(RuleBook.@Nullable Entry entry, boolean empty) {
        super.updateItem(entry, empty);
        if (empty || entry == null) {
            setGraphic(null);
            setAccessibleText(null);
            pseudoClassStateChanged(OFF, false);
            return;
        }
        var rule = entry.rule();
        enabled.setSelected(rule.enabled());
        enabled.setAccessibleText(desk.text("rules.switch", rule.id()));
        Kit.allow(enabled, usable.getAsBoolean() ? "" : desk.text("http.why.away"));
        enabled.setOnAction(event -> {
            var wanted = enabled.isSelected();
            // Until the engine says so, what holds is what is shown.
            enabled.setSelected(rule.enabled());
            actions.enable(rule, wanted);
        });
        id.setText(Formats.clean(rule.id()));
        does.setText(texts.does(rule));
        matches.setText(texts.matches(rule));
        note.setText(rule.note() == null ? "" : desk.text("http.note", Formats.clean(rule.note())));
        Kit.show(note, rule.note() != null);
        problem.setText(entry.problem().isEmpty() ? "" : desk.text("http.not-applied", Formats.clean(entry.problem())));
        Kit.show(problem, !entry.problem().isEmpty());
        pseudoClassStateChanged(OFF, !rule.enabled());
        setAccessibleText(String.join(
                " ",
                desk.text(rule.enabled() ? "http.read.on" : "http.read.off", rule.id()),
                does.getText(),
                matches.getText(),
                note.getText(),
                problem.getText()));
        setGraphic(row);
    }
}
