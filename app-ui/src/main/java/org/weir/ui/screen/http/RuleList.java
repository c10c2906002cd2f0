package org.weir.ui.screen.http;

import java.util.List;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.ListView;
import org.jspecify.annotations.Nullable;
import org.weir.ui.kit.LineDrag;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.HttpRuleActions;

/** The rules in the order in which they are applied; lines are dragged to where they shall be applied. */
final class RuleList {
    private final HttpRuleActions actions;
    private final ListView<RuleBook.Entry> view = new ListView<>();
    private boolean usable = true;
    private @Nullable String wanted;

    RuleList(Desk desk, RuleTexts texts, HttpRuleActions actions, Node placeholder) {
        this.actions = actions;
        view.setId("http-rules");
        view.setAccessibleText(desk.text("http.title"));
        view.setPlaceholder(placeholder);
        view.getStyleClass().add("list-table");
        view.setCellFactory(made -> new RuleCell(desk, texts, actions, () -> usable));
        LineDrag.listen(view, "list-cell", RuleBook.Entry.class, (line, target) -> canDrop(line, target), this::drop);
    }

    ListView<RuleBook.Entry> view() {
        return view;
    }

    void onSelect(Consumer<RuleBook.@Nullable Entry> listener) {
        view.getSelectionModel().selectedItemProperty().addListener((property, was, is) -> listener.accept(is));
    }

    RuleBook.@Nullable Entry selected() {
        return view.getSelectionModel().getSelectedItem();
    }

    /** Shows these; the selected rule stays selected while it is there. */
    void fill(List<RuleBook.Entry> entries, boolean nowUsable) {
        if (usable != nowUsable) {
            usable = nowUsable;
            view.refresh();
        }
        if (!entries.equals(view.getItems())) {
            var selected = selected();
            var at = view.getSelectionModel().getSelectedIndex();
            view.getItems().setAll(entries);
            if (selected != null && !select(selected.rule().id()) && !entries.isEmpty()) {
                view.getSelectionModel().clearAndSelect(Math.clamp(at, 0, entries.size() - 1));
            }
        }
        if (wanted != null && select(wanted)) {
            wanted = null;
        }
    }

    /** Selects the rule with that id, now or as soon as it is there. */
    void want(String id) {
        wanted = select(id) ? null : id;
    }

    private boolean select(String id) {
        for (var i = 0; i < view.getItems().size(); i++) {
            if (view.getItems().get(i).rule().id().equals(id)) {
                view.getSelectionModel().clearAndSelect(i);
                view.scrollTo(Math.max(0, i - 1));
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
            view.scrollTo(Math.max(0, next - 1));
        }
    }

    boolean canMove(int by) {
        var next = view.getSelectionModel().getSelectedIndex() + by;
        return usable
                && selected() != null
                && next >= 0
                && next < view.getItems().size();
    }

    /** Past its neighbour, also where a search leaves out what stands between them. */
    void moveSelected(int by) {
        if (canMove(by)) {
            drop(selected(), view.getItems().get(view.getSelectionModel().getSelectedIndex() + by));
        }
    }

    private boolean canDrop(RuleBook.Entry line, RuleBook.Entry target) {
        return usable && line.index() != target.index();
    }

    private void drop(RuleBook.Entry line, RuleBook.Entry target) {
        actions.move(line.rule(), line.index(), target.index());
    }
}
