package org.weir.ui.kit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javafx.scene.control.Labeled;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.text.Font;
import javafx.scene.text.FontWeight;
import javafx.scene.text.Text;

/**
 * A table in which no head is cut off, however narrow the window: columns become as narrow as their heads, and below that the
 * ones that matter least are left out. Which ones are shown in between, the table's own menu decides.
 */
public final class Fitting {
    /** What a head keeps free left and right of its words, and the line behind it. */
    private static final double AROUND_HEAD = 20;

    /** The scroll bar, the edges, and the button that opens the table's menu, which lies over the last head. */
    private static final double AROUND_TABLE = 20;

    private final TableView<?> table;
    private final List<? extends TableColumn<?, ?>> leastFirst;
    private final Set<TableColumn<?, ?>> wanted;
    private Set<TableColumn<?, ?>> leftOut = Set.of();
    private boolean measured;

    private Fitting(TableView<?> table, List<? extends TableColumn<?, ?>> leastFirst) {
        this.table = table;
        this.leastFirst = List.copyOf(leastFirst);
        wanted = new HashSet<>(
                table.getColumns().stream().filter(TableColumn::isVisible).toList());
    }

    /**
     * Keeps {@code table} so. Columns that are not visible now stay so; none becomes narrower than its least width is now.
     *
     * @param leastFirst those that may be left out, what matters least first
     */
    public static Fitting fit(TableView<?> table, List<? extends TableColumn<?, ?>> leastFirst) {
        var fitting = new Fitting(table, leastFirst);
        table.widthProperty().addListener((property, was, is) -> fitting.to(is.doubleValue()));
        return fitting;
    }

    /** A column has another least width. */
    public void again() {
        if (measured) {
            to(table.getWidth());
        }
    }

    private void to(double width) {
        if (!measured && !measure()) {
            return;
        }
        var shown = new ArrayList<TableColumn<?, ?>>(wanted);
        var out = new HashSet<TableColumn<?, ?>>();
        for (var column : leastFirst) {
            if (least(shown) + AROUND_TABLE <= width) {
                break;
            }
            shown.remove(column);
            out.add(column);
        }
        if (!out.equals(leftOut)) {
            leftOut = out;
            wanted.forEach(column -> column.setVisible(!out.contains(column)));
        }
    }

    private static double least(List<TableColumn<?, ?>> columns) {
        return columns.stream().mapToDouble(TableColumn::getMinWidth).sum();
    }

    /** Heads are as wide as their font says, which the table's style names. Returns whether it is styled by now. */
    private boolean measure() {
        table.applyCss();
        if (!(table.lookup(".column-drag-header .label") instanceof Labeled like)) {
            return false;
        }
        // The heads themselves may not be there yet; they are written like this one, but bold.
        var font = Font.font(
                like.getFont().getFamily(), FontWeight.BOLD, like.getFont().getSize());
        for (var column : table.getColumns()) {
            var words = new Text(column.getText());
            words.setFont(font);
            var head = Math.ceil(words.getLayoutBounds().getWidth()) + AROUND_HEAD;
            column.setMinWidth(Math.max(column.getMinWidth(), head));
        }
        measured = true;
        return true;
    }
}
