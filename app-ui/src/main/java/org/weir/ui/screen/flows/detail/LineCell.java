package org.weir.ui.screen.flows.detail;

import javafx.scene.control.ListCell;
import javafx.scene.layout.Region;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import org.jspecify.annotations.Nullable;

/** A line of a message, its words in colours where they are known. */
final class LineCell extends ListCell<LineCell.Line> {
    private final TextFlow words = new TextFlow();

    /** What it shows. */
    record Line(String text, Syntax syntax) {
        @Override
        public String toString() {
            return text;
        }
    }

    LineCell() {
        // It is never broken into two: the list scrolls.
        words.setMinWidth(Region.USE_PREF_SIZE);
    }

    @Override
    protected void updateItem(@Nullable Line line, boolean empty) {
        super.updateItem(line, empty);
        words.getChildren().clear();
        if (empty || line == null) {
            setText(null);
            setGraphic(null);
            setAccessibleText(null);
        } else if (line.syntax() == Syntax.PLAIN) {
            setText(line.text());
            setGraphic(null);
            setAccessibleText(null);
        } else {
            setText(null);
            for (var piece : line.syntax().pieces(line.text())) {
                var text = new Text(piece.text());
                text.getStyleClass().add(piece.kind().isEmpty() ? "syntax" : "syntax-" + piece.kind());
                words.getChildren().add(text);
            }
            setGraphic(words);
            setAccessibleText(line.text());
        }
    }
}
