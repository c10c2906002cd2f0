package org.weir.ui.main;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.control.CustomMenuItem;
import javafx.scene.control.Labeled;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.Toggle;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.Clipboard;
import javafx.stage.Window;

/**
 * Presses every control that can be seen and looks whether anything happens: a text that was not there, a question to the
 * engine, a command, another screen, a remembered choice. What a control changes of itself does not count.
 */
final class Walk {
    /** Whatever a control does begins within that time: it runs a program at most. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** What the window asks by itself while nobody does anything. */
    private static final List<String> BY_ITSELF =
            List.of("hello", "status", "flows.list", "flows.watch", "events.watch", "approvals.list", "rules.list");

    private final Supplier<UiLab> labs;
    private final String screen;
    private final List<String> faults = new ArrayList<>();
    private final List<String> pressed = new ArrayList<>();
    private UiLab lab;
    private boolean dialog;

    /** @param labs a window in its first state, each time */
    Walk(Supplier<UiLab> labs, String screen) {
        this.labs = labs;
        this.screen = screen;
        lab = labs.get();
    }

    /** What was pressed, for the test of the test. */
    List<String> pressed() {
        return List.copyOf(pressed);
    }

    /**
     * All controls of the screen, and those of the sheets that they open.
     *
     * @return what is wrong, one sentence each
     */
    List<String> all() throws IOException {
        try {
            go();
            for (var key : controls().keySet()) {
                one(List.of(key));
            }
            return List.copyOf(faults);
        } finally {
            lab.close();
        }
    }

    private void go() {
        lab.go(screen.equals("home") ? "flows" : "home");
        lab.go(screen);
        calm();
    }

    /** Until nothing changes by itself. */
    private void calm() {
        var last = state(null);
        for (var i = 0; i < 20; i++) {
            sleep(150);
            lab.settle();
            var now = state(null);
            if (now.equals(last)) {
                return;
            }
            last = now;
        }
    }

    /** @param path the control, with those before it that have to be pressed to see it */
    private void one(List<String> path) throws IOException {
        reset();
        for (var before : path.subList(0, path.size() - 1)) {
            var found = controls().get(before);
            if (found != null) {
                act(found);
                calm();
            }
        }
        var control = controls().get(path.getLast());
        if (control == null) {
            // It was there when the screen was new: what was pressed meanwhile has changed the screen for good.
            again();
            for (var before : path.subList(0, path.size() - 1)) {
                var found = controls().get(before);
                if (found != null) {
                    act(found);
                    calm();
                }
            }
            control = controls().get(path.getLast());
        }
        if (control == null) {
            faults.add(path + " is not there a second time");
            return;
        }
        if (isDisabled(control)) {
            if (isBlank(control.getAccessibleHelp())) {
                faults.add(path + " is disabled and does not say why");
            }
            return;
        }
        if (control instanceof TextInputControl || isChosenAlready(control)) {
            return;
        }
        pressed.add(String.valueOf(path));
        var before = controls().keySet();
        var was = state(control);
        var menu = control instanceof MenuButton;
        act(control);
        if (!dialog && !changes(control, was)) {
            faults.add(path + " does nothing");
            return;
        }
        if (path.size() == 1 && !menu) {
            calm();
            var more = new ArrayList<>(controls().keySet());
            more.removeAll(before);
            if (lab.shell().current().id().equals(screen)) {
                for (var next : more) {
                    if (!next.contains("notice")) {
                        one(List.of(path.getFirst(), next));
                    }
                }
            }
        }
    }

    private boolean changes(Control control, State was) {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            lab.settle();
            if (state(control).hasMoreThan(was)) {
                return true;
            }
            sleep(50);
        }
        return false;
    }

    private void act(Control control) {
        dialog = Fx.get(() -> {
            try {
                switch (control) {
                    case MenuButton menu -> pressItems(menu);
                    case ButtonBase button -> button.fire();
                    case ComboBox<?> box -> {
                        var index = box.getSelectionModel().getSelectedIndex();
                        box.getSelectionModel().select(index == 0 ? 1 : 0);
                    }
                    default -> {}
                }
                return false;
            } catch (UnsupportedOperationException e) {
                // It asks for the system's file dialog, and the headless platform has none.
                if (Arrays.stream(e.getStackTrace())
                        .noneMatch(call -> call.getClassName().endsWith("FileChooser"))) {
                    throw e;
                }
                return true;
            }
        });
        lab.settle();
    }

    /** Each of its items in turn; one that does nothing is a fault of its own. */
    private void pressItems(MenuButton menu) {
        // Some fill themselves when they are shown.
        menu.show();
        for (var item : menu.getItems()) {
            if (isPressable(item) && item.getOnAction() == null) {
                faults.add("the item “" + item.getText() + "” of " + key(menu) + " does nothing");
            }
        }
        menu.getItems().stream().filter(Walk::isPressable).findFirst().ifPresent(item -> {
            item.fire();
            menu.hide();
        });
    }

    /** Lines, groups of items and what is drawn into a menu are not pressed themselves. */
    private static boolean isPressable(MenuItem item) {
        return !item.isDisable()
                && item.getText() != null
                && !(item instanceof CustomMenuItem)
                && !(item instanceof Menu);
    }

    private static boolean isDisabled(Control control) {
        return Fx.get(control::isDisabled);
    }

    /** A radio button that is chosen stays so when it is pressed again. */
    private static boolean isChosenAlready(Control control) {
        return Fx.get(
                () -> control instanceof ToggleButton toggle && toggle.isSelected() && toggle.getToggleGroup() != null);
    }

    private void reset() {
        Fx.run(() -> {
            lab.shell().closeOverlay();
            lab.shell().current().escape();
            lab.desk().notices().getChildren().clear();
        });
        go();
    }

    private void again() throws IOException {
        lab.close();
        lab = labs.get();
        go();
    }

    /** By a key that is the same each time the screen is shown. */
    private Map<String, Control> controls() {
        return Fx.get(() -> {
            var found = new ArrayList<Node>();
            for (var window : Window.getWindows()) {
                if (window.isShowing()) {
                    UiLab.nodes(window.getScene().getRoot(), Walk::isPressable, found);
                }
            }
            var all = new LinkedHashMap<String, Control>();
            var counts = new HashMap<String, Integer>();
            for (var node : found) {
                var control = (Control) node;
                var key = key(control);
                var count = counts.merge(key, 1, Integer::sum);
                all.put(count == 1 ? key : key + " (" + count + ")", control);
            }
            return all;
        });
    }

    private static boolean isPressable(Node node) {
        if (!(node instanceof ButtonBase) && !(node instanceof ComboBox<?>) && !(node instanceof TextInputControl)) {
            return false;
        }
        // Parts of a control's skin are that control's; the rail is walked once, not from every screen.
        for (var above = node.getParent(); above != null; above = above.getParent()) {
            if (above instanceof ComboBox<?> || above.getStyleClass().contains("rail")) {
                return false;
            }
        }
        return true;
    }

    private static String key(Control control) {
        var text = control instanceof Labeled labeled ? labeled.getText() : null;
        var notice = inNotice(control) ? "notice " : "";
        return notice + control.getClass().getSimpleName() + " "
                + Optional.ofNullable(control.getId()).map(id -> "#" + id + " ").orElse("")
                + "“" + (isBlank(text) ? control.getAccessibleText() : text) + "”";
    }

    private static boolean inNotice(Node node) {
        for (var above = node; above != null; above = above.getParent()) {
            if (above.getStyleClass().contains("notice")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }

    /** Everything that somebody could notice, but for the control itself. */
    private record State(List<String> texts, List<String> controls, List<Object> rest) {
        /** What goes away by itself (a notice) is no effect. */
        boolean hasMoreThan(State before) {
            var more = new ArrayList<>(texts);
            before.texts.forEach(more::remove);
            return !more.isEmpty() || !controls.equals(before.controls) || !rest.equals(before.rest);
        }
    }

    private State state(Control but) {
        try {
            var asked = new ArrayList<String>();
            for (var method : lab.engine().methods()) {
                if (!BY_ITSELF.contains(method)) {
                    asked.add(method + " " + lab.engine().times(method));
                }
            }
            var rest = new ArrayList<Object>(asked);
            rest.addAll(lab.commands());
            rest.add(lab.preferences().get());
            rest.add(lab.quits());
            rest.add(lab.shell().current().id());
            rest.addAll(Fx.get(() -> List.of(
                    String.valueOf(Clipboard.getSystemClipboard().getString()),
                    Window.getWindows().size(),
                    lab.shell().overlaid(),
                    String.valueOf(lab.stage().getScene().getRoot().getStyleClass()))));
            var others = new ArrayList<String>();
            Fx.run(() -> UiLab.nodes(
                    lab.stage().getScene().getRoot(),
                    node -> node instanceof Control control && !node.equals(but) && others.add(value(control)),
                    new ArrayList<>()));
            return new State(lab.texts().stream().filter(text -> text != null).toList(), List.copyOf(others), rest);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String value(Control control) {
        if (inNotice(control)) {
            return "";
        }
        return switch (control) {
            case CheckBox box -> control.isDisabled() + " " + box.isSelected();
            case Toggle toggle -> control.isDisabled() + " " + toggle.isSelected();
            case ComboBox<?> box -> control.isDisabled() + " " + box.getValue();
            case ButtonBase button -> control.isDisabled() + " " + button.getText();
            default -> "";
        };
    }

    /** Between two looks at a window that is at work; what is waited for is the change. */
    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
