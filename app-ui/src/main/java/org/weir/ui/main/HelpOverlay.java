package org.weir.ui.main;

import java.util.LinkedHashMap;
import java.util.List;
import javafx.geometry.HPos;
import javafx.scene.Node;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.KeyAction;
import org.weir.ui.text.Texts;

/** F1: every key, those of this screen first. */
final class HelpOverlay {
    private static final double WIDTH = 520;

    private final VBox view = new VBox(Kit.WIDE);

    HelpOverlay(Texts texts, List<KeyAction> everywhere, List<KeyAction> here) {
        view.setMaxSize(WIDTH, Region.USE_PREF_SIZE);
        view.getChildren().add(Kit.label(texts.get("shell.help.title"), "title-3"));
        if (!here.isEmpty()) {
            view.getChildren().add(section(texts.get("shell.help.here"), here));
        }
        view.getChildren().add(section(texts.get("shell.help.everywhere"), everywhere));
    }

    Node view() {
        return view;
    }

    private static Node section(String title, List<KeyAction> actions) {
        // Two keys for one thing share a line.
        var lines = new LinkedHashMap<String, String>();
        for (var action : actions) {
            lines.merge(action.text(), action.keys().getDisplayText(), (first, second) -> first + "  " + second);
        }
        var grid = new GridPane(Kit.WIDE, 6);
        var keys = new ColumnConstraints();
        keys.setHalignment(HPos.LEFT);
        keys.setMinWidth(130);
        grid.getColumnConstraints().add(keys);
        var row = 0;
        for (var line : lines.entrySet()) {
            grid.addRow(row++, Kit.label(line.getValue(), "key"), Kit.label(line.getKey()));
        }
        return Kit.column(Kit.label(title, "card-title"), grid);
    }
}
