package org.weir.ui.main;

import atlantafx.base.controls.ModalPane;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Control;
import javafx.scene.control.CustomMenuItem;
import javafx.scene.control.Labeled;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.ToggleButton;
import javafx.stage.Window;

/** What can be pressed, each by a key that is the same whenever the screen is shown. */
final class Controls {
    /** The left edge; its buttons are walked once, not from every screen. */
    static final Predicate<Node> RAIL = node -> isIn(node, "rail");

    private Controls() {}

    /** @param part which of them; what lies behind an overlay does not count whatever it says */
    static Map<String, Control> seen(UiLab lab, Predicate<Node> part) {
        return Fx.get(() -> {
            var found = new ArrayList<Node>();
            for (var window : Window.getWindows()) {
                if (window.isShowing()) {
                    UiLab.nodes(window.getScene().getRoot(), Controls::isControl, found);
                }
            }
            var overlaid = lab.shell().overlaid();
            var all = new LinkedHashMap<String, Control>();
            var counts = new HashMap<String, Integer>();
            for (var node : found) {
                if (part.test(node) && (!overlaid || isInOverlay(node))) {
                    var control = (Control) node;
                    var key = key(control);
                    var count = counts.merge(key, 1, Integer::sum);
                    all.put(count == 1 ? key : key + " (" + count + ")", control);
                }
            }
            return all;
        });
    }

    private static boolean isControl(Node node) {
        if (node instanceof TableView<?> table) {
            return table.getContextMenu() != null;
        }
        if (!(node instanceof ButtonBase) && !(node instanceof ComboBox<?>) && !(node instanceof TextInputControl)) {
            return false;
        }
        // Parts of a control's skin are that control's.
        for (var above = node.getParent(); above != null; above = above.getParent()) {
            if (above instanceof ComboBox<?>) {
                return false;
            }
        }
        return true;
    }

    private static boolean isInOverlay(Node node) {
        for (var above = node.getParent(); above != null; above = above.getParent()) {
            if (above instanceof ModalPane) {
                return true;
            }
        }
        return false;
    }

    private static boolean isIn(Node node, String styleClass) {
        for (var above = node; above != null; above = above.getParent()) {
            if (above.getStyleClass().contains(styleClass)) {
                return true;
            }
        }
        return false;
    }

    static boolean inNotice(Node node) {
        return isIn(node, "notice");
    }

    /** Its id where it has one: texts may count. */
    private static String key(Control control) {
        var text = control instanceof Labeled labeled ? labeled.getText() : null;
        var name = control.getId() == null
                ? "“" + (isBlank(text) ? control.getAccessibleText() : text) + "”"
                : "#" + control.getId();
        return (inNotice(control) ? "notice " : "") + control.getClass().getSimpleName() + " " + name;
    }

    /** Whether its items are what is pressed. */
    static boolean hasMenu(Control control) {
        return control instanceof MenuButton || (control instanceof TableView<?> && control.getContextMenu() != null);
    }

    /** Opens the menu, and what is in it and in its submenus: lines and what is drawn into a menu are not pressed. */
    static List<MenuItem> open(Control control) {
        return Fx.get(() -> {
            if (control instanceof MenuButton menu) {
                menu.show();
                return menu.getItems().stream().flatMap(Controls::leaves).toList();
            }
            var menu = control.getContextMenu();
            menu.show(control, 0, 0);
            return menu.getItems().stream().flatMap(Controls::leaves).toList();
        });
    }

    static void close(Control control) {
        Fx.run(() -> {
            if (control instanceof MenuButton menu) {
                menu.hide();
            }
            Optional.ofNullable(control.getContextMenu()).ifPresent(ContextMenu::hide);
        });
    }

    private static Stream<MenuItem> leaves(MenuItem item) {
        if (item instanceof Menu menu) {
            return menu.getItems().stream().flatMap(Controls::leaves);
        }
        var pressable = !item.isDisable()
                && item.getText() != null
                && !(item instanceof CustomMenuItem)
                && !(item instanceof RadioMenuItem radio && radio.isSelected());
        return pressable ? Stream.of(item) : Stream.empty();
    }

    /** A radio button that is chosen stays so when it is pressed again. */
    static boolean isChosenAlready(Control control) {
        return Fx.get(
                () -> control instanceof ToggleButton toggle && toggle.isSelected() && toggle.getToggleGroup() != null);
    }

    static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }
}
