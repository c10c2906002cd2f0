package org.weir.ui.screen.flows.detail;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javafx.geometry.VPos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;
import org.weir.ui.kit.Kit;
import org.weir.ui.text.Formats;

/** Names and values, one below the other. Values may be long: they wrap, can be reached by Tab, and say their name. */
final class DetailGrid {
    private static final double NAMES = 150;

    private final GridPane grid = new GridPane(Kit.WIDE, 4);
    private List<Line> shown = List.of();

    /** Left out when there is no value. */
    record Line(String name, @Nullable String value) {
        /** As it is copied. */
        static String text(List<Line> lines) {
            return lines.stream()
                    .filter(line -> line.value != null && !line.value.isEmpty())
                    .map(line -> line.name + ": " + line.value + "\n")
                    .collect(Collectors.joining());
        }
    }

    DetailGrid() {
        var names = new ColumnConstraints(NAMES, Region.USE_COMPUTED_SIZE, Region.USE_PREF_SIZE);
        var values = new ColumnConstraints();
        values.setHgrow(Priority.ALWAYS);
        grid.getColumnConstraints().addAll(names, values);
    }

    Node view() {
        return grid;
    }

    void show(List<Line> lines) {
        var there = lines.stream()
                .filter(line -> line.value() != null && !line.value().isEmpty())
                .toList();
        if (there.equals(shown)) {
            return;
        }
        shown = there;
        var nodes = new ArrayList<Node>();
        for (var row = 0; row < there.size(); row++) {
            var line = there.get(row);
            var name = Kit.label(line.name(), "text-muted");
            name.setMinWidth(Region.USE_PREF_SIZE);
            var value = Kit.paragraph(Formats.clean(String.valueOf(line.value())), "detail-value");
            value.setFocusTraversable(true);
            value.setAccessibleRole(AccessibleRole.TEXT);
            value.setAccessibleText(line.name() + ": " + value.getText());
            GridPane.setConstraints(name, 0, row);
            GridPane.setConstraints(value, 1, row);
            GridPane.setValignment(name, VPos.TOP);
            nodes.add(name);
            nodes.add(value);
        }
        grid.getChildren().setAll(nodes);
    }
}
