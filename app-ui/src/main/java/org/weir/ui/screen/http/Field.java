package org.weir.ui.screen.http;

import javafx.scene.TraversalDirection;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.weir.ui.kit.Kit;

/** A text with its name above it, and what is wrong with it below. */
final class Field {
    private final TextInputControl input;
    private final Label name = Kit.label("", "text-muted");
    private final Label problem = Kit.paragraph("", "query-problem");
    private final VBox view;
    private @Nullable String given;
    private String shown = "";

    private Field(String id, TextInputControl input) {
        this.input = input;
        input.setId(id);
        name.setLabelFor(input);
        problem.setId(id + "-problem");
        view = new VBox(2, name, input, problem);
        // It was about what stood there before.
        input.textProperty().addListener((property, was, is) -> say(""));
        say("");
    }

    static Field line(String id) {
        return new Field(id, new TextField());
    }

    /** Several lines. Tab leaves it as it leaves every other field; nobody who cannot use a mouse is caught in it. */
    static Field lines(String id, int rows) {
        var area = new TextArea();
        area.setPrefRowCount(rows);
        area.setMinHeight(TextArea.USE_PREF_SIZE);
        area.setWrapText(true);
        area.getStyleClass().add("lines");
        area.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.TAB && !event.isControlDown()) {
                event.consume();
                area.requestFocusTraversal(event.isShiftDown() ? TraversalDirection.PREVIOUS : TraversalDirection.NEXT);
            }
        });
        return new Field(id, area);
    }

    VBox view() {
        return view;
    }

    /** What it is called and what stands in it while it is empty. */
    Field called(String text, String prompt) {
        name.setText(text);
        input.setAccessibleText(text);
        input.setPromptText(prompt);
        return this;
    }

    /** Exactly what stands there. */
    String text() {
        var now = input.getText() == null ? "" : input.getText();
        // Characters that a field leaves out are not lost as long as nobody writes into it.
        return given != null && now.equals(shown) ? given : now;
    }

    /** Without blanks around it; null when nothing stands there. */
    @Nullable
    String value() {
        var text = text().strip();
        return text.isEmpty() ? null : text;
    }

    void set(@Nullable String text) {
        given = text;
        input.setText(text == null ? "" : text);
        shown = input.getText() == null ? "" : input.getText();
    }

    /** "": nothing is wrong. */
    void say(String text) {
        problem.setText(text);
        Kit.show(problem, !text.isEmpty());
        input.setAccessibleHelp(text.isEmpty() ? null : text);
    }

    void focus() {
        input.requestFocus();
    }

    void onEnter(Runnable action) {
        if (input instanceof TextField line) {
            line.setOnAction(event -> action.run());
        }
    }
}
