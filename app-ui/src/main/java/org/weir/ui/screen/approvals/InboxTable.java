package org.weir.ui.screen.approvals;

import java.util.List;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TableView;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.Approvals;
import org.weir.ui.kit.Columns;
import org.weir.ui.kit.Fitting;
import org.weir.ui.kit.Icons;
import org.weir.ui.screen.Desk;
import org.weir.ui.text.Formats;

/** The entries; several can be selected. The selection follows the entries, not the lines. */
final class InboxTable {
    private static final double ROW = 32;

    /** Columns that are narrower than that part of what they ask for say nothing any more. */
    private static final double LEAST_OF_WIDTH = 0.65;

    private final TableView<Approvals.Item> view = new TableView<>();
    private final ApprovalTexts texts;
    private Consumer<List<Approvals.Item>> selected = items -> {};
    private boolean filling;

    InboxTable(Desk desk, ApprovalTexts texts, Node placeholder) {
        this.texts = texts;
        view.setId("inbox");
        view.setAccessibleText(desk.text("approvals.title"));
        view.setFixedCellSize(ROW);
        view.setPlaceholder(placeholder);
        view.setTableMenuButtonVisible(true);
        view.getStyleClass().addAll("dense", "list-table");
        view.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        view.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_ALL_COLUMNS);
        var formats = desk.texts().formats();
        var evidence = Columns.text(desk.text("approvals.column.evidence"), 90, texts::evidence);
        var first = Columns.value(desk.text("approvals.column.first"), 120, Approvals.Item::firstSeenMs, texts::seen);
        view.getColumns()
                .addAll(List.of(
                        Columns.<Approvals.Item, Label>node(
                                desk.text("approvals.column.app"), 120, Label::new, this::app),
                        Columns.text(desk.text("approvals.column.domain"), 140, texts::domain),
                        Columns.text(desk.text("approvals.column.cause"), 230, texts::cause),
                        evidence,
                        Columns.value(desk.text("approvals.column.count"), 60, Approvals.Item::count, formats::number),
                        first,
                        Columns.value(desk.text("approvals.column.last"), 120, Approvals.Item::lastSeenMs, texts::seen),
                        Columns.text(desk.text("approvals.column.standing"), 200, texts::standing)));
        for (var column : view.getColumns()) {
            column.setMinWidth(LEAST_OF_WIDTH * column.getPrefWidth());
        }
        Fitting.fit(view, List.of(first, evidence));
        view.getSelectionModel().getSelectedItems().addListener((javafx.beans.InvalidationListener) changed -> {
            if (!filling) {
                selected.accept(selection());
            }
        });
    }

    private void app(Label label, Approvals.Item item) {
        label.setText(Formats.clean(item.app().name()));
        label.setGraphic(Icons.of(
                switch (item.state()) {
                    case "open" -> Feather.ALERT_TRIANGLE;
                    case "watched" -> Feather.HELP_CIRCLE;
                    case "server" -> Feather.SERVER;
                    default -> Feather.CHECK;
                },
                Icons.SMALL));
        label.getGraphic().getStyleClass().add(item.state().equals("open") ? "tone-warning" : "tone-quiet");
        label.setTooltip(
                new javafx.scene.control.Tooltip(Formats.clean(item.app().key())));
        label.setAccessibleText(label.getText() + ", " + texts.standing(item));
    }

    TableView<Approvals.Item> view() {
        return view;
    }

    void onSelect(Consumer<List<Approvals.Item>> listener) {
        selected = listener;
    }

    List<Approvals.Item> selection() {
        return view.getSelectionModel().getSelectedItems().stream()
                .filter(item -> item != null)
                .toList();
    }

    /** Shows these; an entry that was selected and is still here stays so, else the next one is. */
    void fill(List<Approvals.Item> items) {
        if (items.equals(view.getItems())) {
            return;
        }
        var model = view.getSelectionModel();
        var ids = selection().stream().map(Approvals.Item::id).toList();
        var at = model.getSelectedIndex();
        filling = true;
        try {
            view.getItems().setAll(items);
            view.sort();
            model.clearSelection();
            for (var i = 0; i < view.getItems().size(); i++) {
                if (ids.contains(view.getItems().get(i).id())) {
                    model.select(i);
                }
            }
            if (model.isEmpty() && !items.isEmpty()) {
                model.select(Math.clamp(at, 0, items.size() - 1));
            }
        } finally {
            filling = false;
        }
        selected.accept(selection());
    }

    /** Returns whether it is here. */
    boolean select(String id) {
        for (var i = 0; i < view.getItems().size(); i++) {
            if (view.getItems().get(i).id().equals(id)) {
                view.getSelectionModel().clearAndSelect(i);
                view.scrollTo(i);
                return true;
            }
        }
        return false;
    }

    void move(int by) {
        var model = view.getSelectionModel();
        if (!view.getItems().isEmpty()) {
            var next = Math.clamp(
                    (long) model.getSelectedIndex() + by, 0, view.getItems().size() - 1);
            model.clearAndSelect(next);
            view.scrollTo(Math.max(0, next - 3));
        }
    }
}
