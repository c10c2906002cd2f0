package org.weir.ui.screen.flows.detail;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;
import org.weir.ui.kit.Kit;
import org.weir.ui.text.Formats;

/** Names and values, one a line; values can be selected and copied. */
final class Facts {
    /** Names stand in a column; the longest is read as a whole. */
    private static final double NAMES = 150;

    private final GridPane grid = new GridPane(Kit.WIDE, 4);
    private final ScrollPane view = new ScrollPane(grid);
    private List<Fact> shown = List.of();

    /**
     * One line; left out when there is no value.
     *
     * @param action behind the value, or null
     */
    record Fact(
            String name, @Nullable String value, @Nullable Node action) {
        static Fact of(String name, @Nullable String value) {
            return new Fact(name, value, null);
        }
    }

    Facts() {
        var names = new ColumnConstraints(NAMES, Region.USE_COMPUTED_SIZE, Region.USE_PREF_SIZE);
        var values = new ColumnConstraints();
        values.setHgrow(Priority.ALWAYS);
        grid.getColumnConstraints().addAll(names, values);
        grid.getStyleClass().add("facts");
        view.setFitToWidth(true);
    }

    Node view() {
        return view;
    }

    void show(List<Fact> facts) {
        var there = facts.stream()
                .filter(fact -> fact.value() != null && !fact.value().isEmpty())
                .toList();
        if (there.equals(shown)) {
            return;
        }
        shown = there;
        var nodes = new ArrayList<Node>();
        for (var row = 0; row < there.size(); row++) {
            var fact = there.get(row);
            var name = Kit.label(fact.name(), "text-muted");
            var value = value(Formats.clean(String.valueOf(fact.value())));
            value.setAccessibleText(fact.name() + ": " + fact.value());
            name.setMinWidth(Region.USE_PREF_SIZE);
            GridPane.setConstraints(name, 0, row);
            var second = fact.action() == null ? value : Kit.row(value, fact.action());
            GridPane.setConstraints(second, 1, row);
            nodes.add(name);
            nodes.add(second);
        }
        grid.getChildren().setAll(nodes);
    }

    /** A text field that looks like a label. */
    private static TextField value(String text) {
        var field = new TextField(text);
        field.setEditable(false);
        field.getStyleClass().add("fact");
        field.setPrefColumnCount(Math.max(10, text.length()));
        return field;
    }
}
