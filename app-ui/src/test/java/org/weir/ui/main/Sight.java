package org.weir.ui.main;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextInputControl;
import javafx.stage.Window;

/** What can be read in all windows of this program. From a test's thread. */
final class Sight {
    private Sight() {}

    /** All texts that can be seen. */
    static List<String> texts() {
        return Fx.get(() -> {
            var texts = new ArrayList<String>();
            for (var each : Window.getWindows()) {
                if (each.isShowing()) {
                    collect(each.getScene().getRoot(), texts);
                }
            }
            return texts;
        });
    }

    /** Those of one node. On the JavaFX thread. */
    static List<String> texts(Node node) {
        var texts = new ArrayList<String>();
        collect(node, texts);
        return texts;
    }

    private static void collect(Node node, List<String> into) {
        if (!node.isVisible()) {
            return;
        }
        if (node instanceof Labeled labeled && labeled.getText() != null) {
            into.add(labeled.getText());
        }
        if (node instanceof TextInputControl input) {
            into.add(input.getText());
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> collect(child, into));
        }
    }

    /** What says exactly that; the last one, which is the one in front. */
    static Node saying(String text) {
        var found = Fx.get(() -> {
            var nodes = new ArrayList<Node>();
            for (var each : Window.getWindows()) {
                if (each.isShowing()) {
                    UiLab.nodes(
                            each.getScene().getRoot(),
                            node -> node instanceof Labeled labeled && text.equals(labeled.getText()),
                            nodes);
                }
            }
            return nodes;
        });
        if (found.isEmpty()) {
            throw new AssertionError("nothing says exactly “" + text + "” among " + texts());
        }
        return found.getLast();
    }
}
