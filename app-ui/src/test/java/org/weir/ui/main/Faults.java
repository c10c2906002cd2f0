package org.weir.ui.main;

import atlantafx.base.controls.ModalPane;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.BoundingBox;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputControl;
import javafx.scene.text.Text;

/** What is wrong with the picture of a window: words that are cut off, things that lie over one another, nameless buttons. */
final class Faults {
    /** Borders and shadows may touch. */
    private static final double TOUCH = 1.5;

    private final List<String> found = new ArrayList<>();
    private final List<Piece> pieces = new ArrayList<>();

    /** Something that is read or pressed, and what can be seen of it. */
    private record Piece(Node node, Bounds bounds) {}

    private Faults() {}

    /** On the JavaFX thread, of what is laid out. */
    static List<String> of(UiLab lab) {
        var faults = new Faults();
        var root = lab.stage().getScene().getRoot();
        Node front = root;
        if (lab.shell().overlaid()) {
            front = root.lookupAll(".overlay").stream()
                    .filter(node -> isIn(node, ModalPane.class))
                    .findFirst()
                    .orElseThrow();
        } else {
            // What a sheet covers is covered on purpose.
            for (var sheet : root.lookupAll(".sheet-scrim")) {
                if (sheet.isVisible() && sheet.getScene() != null) {
                    front = sheet;
                }
            }
        }
        faults.look(
                front,
                new BoundingBox(
                        0,
                        0,
                        lab.stage().getScene().getWidth(),
                        lab.stage().getScene().getHeight()));
        faults.overlaps();
        return faults.found;
    }

    /** @param seen what of the scene is not cut away by what {@code node} is in */
    private void look(Node node, Bounds seen) {
        if (!node.isVisible() || node.getStyleClass().contains("notices")) {
            return;
        }
        if (node instanceof Labeled labeled && isCut(labeled)) {
            found.add("cut off: “" + labeled.getText() + "” in " + labeled);
        }
        if (node instanceof TextInputControl field
                && field.getText() != null
                && field.getText().isEmpty()) {
            prompt(field);
        }
        if (node instanceof ButtonBase button && isNameless(button)) {
            found.add("a button without a name: " + button);
        }
        if (node instanceof TableView<?> table) {
            columns(table);
        }
        if (isPiece(node)) {
            var bounds = intersection(node.localToScene(node.getLayoutBounds()), seen);
            if (bounds != null) {
                pieces.add(new Piece(node, bounds));
            }
        }
        if (node instanceof TableView<?> || node instanceof ListView<?>) {
            // Their cells scroll, and their columns can be made wider.
            return;
        }
        if (node instanceof Parent parent) {
            var inside = node.getClip() == null
                    ? seen
                    : intersection(node.localToScene(node.getClip().getBoundsInParent()), seen);
            if (inside != null) {
                parent.getChildrenUnmodifiable().forEach(child -> look(child, inside));
            }
        }
    }

    private void columns(TableView<?> table) {
        var widths = table.getVisibleLeafColumns().stream()
                .mapToDouble(column -> column.getWidth())
                .sum();
        if (widths > table.getWidth() + TOUCH) {
            found.add("columns beyond the edge of " + table + ": " + widths + " in " + table.getWidth());
        }
        for (var head : table.lookupAll(".column-header")) {
            for (var label : ((Parent) head).getChildrenUnmodifiable()) {
                if (label instanceof Labeled labeled && isCut(labeled)) {
                    found.add("cut off: the head “" + labeled.getText() + "” of " + table.getId());
                }
            }
        }
    }

    private static boolean isPiece(Node node) {
        return (node instanceof Labeled labeled && !Controls.isBlank(labeled.getText()))
                || node instanceof TextInputControl
                || node instanceof ButtonBase
                || node instanceof ComboBox<?>
                || node instanceof TableView<?>;
    }

    private void overlaps() {
        for (var i = 0; i < pieces.size(); i++) {
            for (var j = i + 1; j < pieces.size(); j++) {
                var first = pieces.get(i);
                var second = pieces.get(j);
                if (overlap(first.bounds(), second.bounds())
                        && !isIn(first.node(), second.node())
                        && !isIn(second.node(), first.node())) {
                    found.add("one over the other: " + say(first) + " and " + say(second));
                }
            }
        }
    }

    private static String say(Piece piece) {
        var text = piece.node() instanceof Labeled labeled ? " “" + labeled.getText() + "”" : "";
        return piece.node() + text + " at " + piece.bounds();
    }

    private static boolean overlap(Bounds first, Bounds second) {
        var both = intersection(first, second);
        return both != null && both.getWidth() > TOUCH && both.getHeight() > TOUCH;
    }

    /** Null: nothing. */
    private static Bounds intersection(Bounds first, Bounds second) {
        var left = Math.max(first.getMinX(), second.getMinX());
        var top = Math.max(first.getMinY(), second.getMinY());
        var width = Math.min(first.getMaxX(), second.getMaxX()) - left;
        var height = Math.min(first.getMaxY(), second.getMaxY()) - top;
        return width > 0 && height > 0 ? new BoundingBox(left, top, width, height) : null;
    }

    private static boolean isIn(Node node, Node other) {
        for (Node above = node; above != null; above = above.getParent()) {
            if (above.equals(other)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isIn(Node node, Class<? extends Node> type) {
        for (Node above = node; above != null; above = above.getParent()) {
            if (type.isInstance(above)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNameless(Control control) {
        var text = control instanceof Labeled labeled ? labeled.getText() : null;
        return Controls.isBlank(text) && Controls.isBlank(control.getAccessibleText()) && control.isFocusTraversable();
    }

    private static boolean isCut(Labeled labeled) {
        if (labeled.getText() == null || labeled.getText().isEmpty()) {
            return false;
        }
        var shown = labeled.lookup(".text");
        return shown instanceof Text text
                && !text.getText().equals(labeled.getText())
                && text.getText().endsWith("...");
    }

    /** What an empty field says of itself. */
    private void prompt(TextInputControl field) {
        if (field.getPromptText() == null || field.getPromptText().isEmpty()) {
            return;
        }
        var measure = new Text(field.getPromptText());
        measure.setFont(field.getFont());
        var room = field.getWidth()
                - field.getInsets().getLeft()
                - field.getInsets().getRight();
        if (measure.getLayoutBounds().getWidth() > room) {
            found.add("cut off: the prompt “" + field.getPromptText() + "” of " + field);
        }
    }
}
