package org.weir.ui.kit;

import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.Node;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.Tooltip;

/** Table columns whose cells show what a function makes of the row; what is cut off is said in a tooltip. */
public final class Columns {
    private Columns() {}

    /**
     * A column of texts, sorted as they read.
     *
     * @param width in pixels, at 100 %
     */
    public static <T> TableColumn<T, String> text(String title, double width, Function<T, String> text) {
        var column = new TableColumn<T, String>(title);
        column.setPrefWidth(width);
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(text.apply(row.getValue())));
        column.setCellFactory(made -> new TextCell<>());
        return column;
    }

    /** A column of things that are sorted by themselves and shown as {@code text} says, to the right. */
    public static <T, V extends Comparable<V>> TableColumn<T, V> value(
            String title, double width, Function<T, V> value, Function<V, String> text) {
        var column = new TableColumn<T, V>(title);
        column.setPrefWidth(width);
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(value.apply(row.getValue())));
        column.setCellFactory(made -> new ValueCell<>(text));
        column.getStyleClass().add("numeric");
        return column;
    }

    /**
     * A column that draws each row with a node of its own.
     *
     * @param node makes it, once for each cell
     * @param draw has it show a row
     */
    public static <T, N extends Node> TableColumn<T, T> node(
            String title, double width, java.util.function.Supplier<N> node, BiConsumer<N, T> draw) {
        var column = new TableColumn<T, T>(title);
        column.setPrefWidth(width);
        column.setSortable(false);
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        column.setCellFactory(made -> new NodeCell<>(node.get(), draw));
        return column;
    }

    private static final class TextCell<T> extends TableCell<T, String> {
        @Override
        protected void updateItem(String text, boolean empty) {
            super.updateItem(text, empty);
            if (empty || text == null || text.isEmpty()) {
                setText(null);
                setTooltip(null);
            } else if (!text.equals(getText())) {
                setText(text);
                setTooltip(new Tooltip(text));
            }
        }
    }

    private static final class ValueCell<T, V> extends TableCell<T, V> {
        private final Function<V, String> words;

        ValueCell(Function<V, String> words) {
            this.words = words;
        }

        @Override
        protected void updateItem(V value, boolean empty) {
            super.updateItem(value, empty);
            setText(empty || value == null ? null : words.apply(value));
        }
    }

    private static final class NodeCell<T, N extends Node> extends TableCell<T, T> {
        private final N node;
        private final BiConsumer<N, T> draw;

        NodeCell(N node, BiConsumer<N, T> draw) {
            this.node = node;
            this.draw = draw;
        }

        @Override
        protected void updateItem(T row, boolean empty) {
            super.updateItem(row, empty);
            if (empty || row == null) {
                setGraphic(null);
            } else {
                draw.accept(node, Objects.requireNonNull(row));
                setGraphic(node);
            }
        }
    }
}
