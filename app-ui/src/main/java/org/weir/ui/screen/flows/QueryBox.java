package org.weir.ui.screen.flows;

import atlantafx.base.controls.CustomTextField;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.animation.PauseTransition;
import javafx.geometry.Side;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.kordamp.ikonli.feather.Feather;
import org.weir.ui.kit.Icons;
import org.weir.ui.kit.Kit;
import org.weir.ui.query.Completion;
import org.weir.ui.query.Query;
import org.weir.ui.query.Vocabulary;
import org.weir.ui.text.Texts;

/** A text field that understands queries, says what it does not understand, and offers what could come next. */
final class QueryBox extends VBox {
    /** After the last key: nobody wants the table to change with each letter of a word. */
    private static final Duration QUIET = Duration.millis(120);

    private final Texts texts;
    private final Supplier<Vocabulary> vocabulary;
    private final CustomTextField field = new CustomTextField();
    private final Label problem = Kit.paragraph("", "query-problem");
    private final ContextMenu suggestions = new ContextMenu();
    private final PauseTransition quiet = new PauseTransition(QUIET);
    private final Consumer<Query> changed;
    private Query shown = Query.ALL;
    private boolean completing;

    QueryBox(Texts texts, Supplier<Vocabulary> vocabulary, Consumer<Query> changed) {
        this.texts = texts;
        this.vocabulary = vocabulary;
        this.changed = changed;
        field.setId("query");
        field.setPromptText(texts.get("flows.query.prompt"));
        field.setAccessibleText(texts.get("flows.query.name"));
        field.setLeft(Icons.of(Feather.SEARCH, Icons.SMALL));
        var clear = Kit.iconButton(Feather.X, texts.get("flows.query.clear"), this::clear);
        clear.getStyleClass().add("small");
        clear.setFocusTraversable(false);
        clear.visibleProperty().bind(field.textProperty().isNotEmpty());
        field.setRight(clear);
        field.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(this, Priority.ALWAYS);
        Kit.show(problem, false);
        getChildren().addAll(field, problem);
        quiet.setOnFinished(event -> apply());
        field.textProperty().addListener((property, was, is) -> quiet.playFromStart());
        field.addEventFilter(KeyEvent.KEY_RELEASED, this::offer);
        field.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE && !suggestions.isShowing()) {
                clear();
                event.consume();
            } else if (event.getCode() == KeyCode.ENTER && !suggestions.isShowing()) {
                quiet.stop();
                apply();
            }
        });
        field.focusedProperty().addListener((property, was, is) -> {
            if (!is) {
                suggestions.hide();
            }
        });
        suggestions.setAutoFix(true);
    }

    String text() {
        return field.getText();
    }

    void text(String query) {
        field.setText(query);
        field.positionCaret(query.length());
        quiet.stop();
        apply();
    }

    void focus() {
        field.requestFocus();
        field.selectAll();
    }

    void clear() {
        suggestions.hide();
        text("");
    }

    private void apply() {
        var query = Query.parse(field.getText());
        var wrong = query.problem();
        Kit.show(problem, wrong != null);
        problem.setText(wrong == null ? "" : texts.get("flows.query." + wrong.kind(), wrong.word()));
        if (!query.text().equals(shown.text())) {
            shown = query;
            changed.accept(query);
        }
    }

    private void offer(KeyEvent event) {
        if (completing || event.getCode().isModifierKey() || event.getCode().isNavigationKey()) {
            return;
        }
        switch (event.getCode()) {
            case ESCAPE, ENTER, TAB -> suggestions.hide();
            default -> show(Completion.of(field.getText(), field.getCaretPosition(), vocabulary.get()));
        }
    }

    private void show(List<Completion> found) {
        if (found.isEmpty() || !field.isFocused()) {
            suggestions.hide();
            return;
        }
        suggestions.getItems().setAll(found.stream().map(this::item).toList());
        if (!suggestions.isShowing()) {
            suggestions.show(field, Side.BOTTOM, 0, 2);
        }
    }

    private MenuItem item(Completion completion) {
        var item = new MenuItem(completion.label());
        item.setMnemonicParsing(false);
        item.setOnAction(event -> {
            completing = true;
            field.setText(completion.text());
            field.positionCaret(completion.caret());
            completing = false;
            suggestions.hide();
            // A field without a value asks for the next choice at once.
            if (completion.label().endsWith(":")) {
                show(Completion.of(field.getText(), field.getCaretPosition(), vocabulary.get()));
            }
        });
        return item;
    }
}
