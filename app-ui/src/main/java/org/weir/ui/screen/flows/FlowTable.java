package org.weir.ui.screen.flows;

import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.TableView;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.FlowView;
import org.weir.ui.text.Texts;

/** The table itself. */
final class FlowTable {
    /** Rows of one height: the table then knows where every row is without making it. */
    private static final double ROW = 30;

    private final FlowModel model;
    private final FlowCells.Clock clock = new FlowCells.Clock();
    private final FlowColumns columns;
    private final TableView<Row> view;
    private Consumer<@Nullable FlowView> opened = flow -> {};
    private boolean changing;

    FlowTable(Texts texts, FlowModel model, Node placeholder) {
        this.model = model;
        view = new TableView<>(model.lines());
        view.setId("flows");
        view.setAccessibleText(texts.get("flows.title"));
        view.setFixedCellSize(ROW);
        view.setPlaceholder(placeholder);
        view.setTableMenuButtonVisible(true);
        view.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_NEXT_COLUMN);
        view.getStyleClass().addAll("dense", "flow-table");
        columns = new FlowColumns(texts, clock);
        columns.addTo(view);
        view.setRowFactory(table -> new FlowCells.Line());
        // The model sorts: it knows about groups, and sorts once for all changes of a pulse.
        view.setSortPolicy(table -> {
            model.order(FlowColumns.chosen(table));
            return true;
        });
        model.onChange(this::keepingSelection);
        view.addEventHandler(MouseEvent.MOUSE_CLICKED, event -> {
            if (event.getButton() == MouseButton.PRIMARY
                    && view.getSelectionModel().getSelectedItem() instanceof Row.OfGroup group
                    && inRows(event)) {
                model.toggle(group);
            }
        });
    }

    TableView<Row> view() {
        return view;
    }

    private static boolean inRows(MouseEvent event) {
        for (var node = event.getPickResult().getIntersectedNode(); node != null; node = node.getParent()) {
            if (node instanceof FlowCells.Line line) {
                return !line.isEmpty();
            }
        }
        return false;
    }

    void onSelect(Consumer<@Nullable FlowView> selected) {
        opened = selected;
        view.getSelectionModel().selectedItemProperty().addListener((property, was, is) -> {
            if (!changing) {
                opened.accept(is instanceof Row.OfFlow flow ? flow.view() : null);
            }
        });
    }

    /** The selected line stays selected wherever it is afterwards; gone, nothing is. */
    private void keepingSelection(Runnable change) {
        var selection = view.getSelectionModel();
        var before = selection.getSelectedItem();
        changing = true;
        try {
            change.run();
            if (before != null && !before.equals(selection.getSelectedItem())) {
                var at = model.lines().indexOf(before);
                if (at < 0) {
                    selection.clearSelection();
                } else {
                    selection.clearAndSelect(at);
                }
            }
        } finally {
            changing = false;
        }
        if (before != null && selection.getSelectedItem() == null) {
            opened.accept(null);
        }
    }

    /** Whether the pointer is over the rows: a table that moves under the pointer cannot be clicked. */
    void onHover(Consumer<Boolean> hovers) {
        view.hoverProperty().addListener((property, was, is) -> hovers.accept(is));
    }

    @Nullable
    FlowView selected() {
        return view.getSelectionModel().getSelectedItem() instanceof Row.OfFlow flow ? flow.view() : null;
    }

    void select(Row row) {
        view.getSelectionModel().select(row);
        view.scrollTo(row);
    }

    void move(int by) {
        var selection = view.getSelectionModel();
        var next = Math.clamp(
                selection.getSelectedIndex() + by, 0, Math.max(0, model.lines().size() - 1));
        selection.clearAndSelect(next);
        view.scrollTo(Math.max(0, next - 3));
    }

    void toggleGroup() {
        if (view.getSelectionModel().getSelectedItem() instanceof Row.OfGroup group) {
            model.toggle(group);
        }
    }

    /** Whether there are flows of other days. */
    void dates(boolean shown) {
        columns.dates(view, shown);
    }

    /** Durations of open flows move on; costs as much as there are rows in sight. */
    void tick() {
        clock.tick();
    }
}
