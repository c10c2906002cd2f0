package org.weir.ui.screen.rules;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.weir.ui.kit.Columns;
import org.weir.ui.kit.Fitting;
import org.weir.ui.kit.Icons;
import org.weir.ui.kit.Kit;
import org.weir.ui.kit.LineDrag;
import org.weir.ui.screen.Desk;

/** The lines, with a switch at each rule; lines are dragged to where they shall be asked. */
final class RuleTable {
    private static final double ROW = 32;

    private static final PseudoClass OFF = PseudoClass.getPseudoClass("off");

    private final Desk desk;
    private final LineTexts texts;
    private final RuleDeeds deeds;
    private final TableView<Line> view = new TableView<>();
    private boolean usable = true;

    RuleTable(Desk desk, LineTexts texts, RuleDeeds deeds, Node placeholder) {
        this.desk = desk;
        this.texts = texts;
        this.deeds = deeds;
        view.setId("rules");
        view.setAccessibleText(desk.text("rules.title"));
        view.setFixedCellSize(ROW);
        view.setPlaceholder(placeholder);
        view.setTableMenuButtonVisible(true);
        view.getStyleClass().addAll("dense", "list-table");
        view.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_ALL_COLUMNS);
        view.setRowFactory(table -> new Row());
        LineDrag.listen(
                view, "table-row-cell", Line.class, (line, target) -> usable && canDrop(line, target), this::drop);
        var user = column("user", 70, 60, texts::user);
        user.setVisible(false);
        var port = column("port", 60, 48, texts::port);
        var protocol = column("protocol", 66, 60, texts::protocol);
        var source = column("source", 130, 90, texts::source);
        var left = column("left", 90, 70, line -> texts.left(line, System.currentTimeMillis()));
        var action = Columns.<Line, Label>node(desk.text("rules.column.action"), 150, Label::new, this::action);
        action.setMinWidth(120);
        view.getColumns()
                .addAll(List.of(
                        Columns.<Line, CheckBox>node(desk.text("rules.column.on"), 44, CheckBox::new, this::enabled),
                        column("id", 46, 46, texts::id),
                        action,
                        column("app", 140, 90, texts::app),
                        user,
                        column("destination", 160, 110, texts::destination),
                        port,
                        protocol,
                        source,
                        left,
                        column("hits", 56, 50, texts::hits)));
        Fitting.fit(view, List.of(left, protocol, port, source));
        // The order is the meaning.
        view.getColumns().forEach(column -> column.setSortable(false));
    }

    private TableColumn<Line, String> column(String name, double width, double least, Function<Line, String> text) {
        var made = Columns.text(desk.text("rules.column." + name), width, text);
        made.setMinWidth(least);
        return made;
    }

    private void enabled(CheckBox box, Line line) {
        var learned = line instanceof Line.OfException;
        Kit.show(box, !learned);
        box.setSelected(line.enabled());
        box.setDisable(!usable);
        box.setFocusTraversable(false);
        box.setAccessibleText(desk.text("rules.switch", line.key()));
        box.setOnAction(event -> {
            var wanted = box.isSelected();
            // Until the engine says so, what holds is what is shown.
            box.setSelected(line.enabled());
            deeds.enable(line, wanted);
        });
    }

    private void action(Label label, Line line) {
        label.setText(texts.action(line));
        var warning = texts.warning(line);
        var hidden = !warning.isEmpty();
        label.setGraphic(Icons.of(
                switch (line) {
                    case Line.OfRule rule when hidden -> Feather.ALERT_TRIANGLE;
                    case Line.OfRule rule ->
                        switch (rule.rule().action()) {
                            case "inspect" -> Feather.EYE;
                            case "block" -> Feather.SLASH;
                            case "reroute" -> Feather.SHUFFLE;
                            default -> Feather.ARROW_RIGHT;
                        };
                    case Line.OfHttp http -> Feather.EDIT_3;
                    case Line.OfException learned -> Feather.INBOX;
                },
                Icons.SMALL));
        label.getGraphic().getStyleClass().add(hidden ? "tone-warning" : "tone-quiet");
        label.setTooltip(
                new Tooltip(hidden ? label.getText() + "\n" + warning : texts.kind(line) + ": " + label.getText()));
        label.setAccessibleText(label.getText() + (hidden ? ". " + warning : ""));
    }

    TableView<Line> view() {
        return view;
    }

    void onSelect(Consumer<@Nullable Line> listener) {
        view.getSelectionModel().selectedItemProperty().addListener((property, was, is) -> listener.accept(is));
    }

    @Nullable
    Line selected() {
        return view.getSelectionModel().getSelectedItem();
    }

    /** Shows these; the selected line stays selected while it is there. */
    void fill(List<Line> lines, boolean nowUsable) {
        if (lines.equals(view.getItems()) && usable == nowUsable) {
            return;
        }
        usable = nowUsable;
        var key = selected() == null ? null : selected().key();
        var at = view.getSelectionModel().getSelectedIndex();
        if (sameKeys(lines)) {
            // Only figures changed: nothing is to jump.
            for (var i = 0; i < lines.size(); i++) {
                if (!lines.get(i).equals(view.getItems().get(i))) {
                    view.getItems().set(i, lines.get(i));
                }
            }
            view.getSelectionModel().select(at);
            return;
        }
        view.getItems().setAll(lines);
        if (key != null && !select(key) && !lines.isEmpty()) {
            view.getSelectionModel().clearAndSelect(Math.clamp(at, 0, lines.size() - 1));
        }
    }

    private boolean sameKeys(List<Line> lines) {
        return lines.stream()
                .map(Line::key)
                .toList()
                .equals(view.getItems().stream().map(Line::key).toList());
    }

    /** Returns whether it is here. */
    boolean select(String key) {
        for (var i = 0; i < view.getItems().size(); i++) {
            if (view.getItems().get(i).key().equals(key)) {
                view.getSelectionModel().clearAndSelect(i);
                view.scrollTo(Math.max(0, i - 3));
                return true;
            }
        }
        return false;
    }

    void step(int by) {
        if (!view.getItems().isEmpty()) {
            var next = Math.clamp(
                    (long) view.getSelectionModel().getSelectedIndex() + by,
                    0,
                    view.getItems().size() - 1);
            view.getSelectionModel().clearAndSelect(next);
            view.scrollTo(Math.max(0, next - 3));
        }
    }

    /** Moves the selected line past its neighbour of the same kind, if it has one there. */
    void moveSelected(int by) {
        if (canMove(by)) {
            drop(selected(), view.getItems().get(view.getSelectionModel().getSelectedIndex() + by));
        }
    }

    boolean canMove(int by) {
        var line = selected();
        var next = view.getSelectionModel().getSelectedIndex() + by;
        return line != null
                && next >= 0
                && next < view.getItems().size()
                && canDrop(line, view.getItems().get(next));
    }

    /** {@code line} takes the place of {@code target}, if both are of one kind. */
    void drop(Line line, Line target) {
        if (usable && canDrop(line, target)) {
            deeds.move(line, target.index());
        }
    }

    private static boolean canDrop(Line line, Line target) {
        return line.getClass() == target.getClass()
                && !(line instanceof Line.OfException)
                && !line.key().equals(target.key());
    }

    private static final class Row extends TableRow<Line> {
        @Override
        protected void updateItem(Line line, boolean empty) {
            super.updateItem(line, empty);
            pseudoClassStateChanged(OFF, !empty && line != null && !line.enabled());
        }
    }
}
