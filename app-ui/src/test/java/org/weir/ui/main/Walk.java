package org.weir.ui.main;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TextInputControl;

/**
 * Presses every control that can be seen and looks whether anything happens: a text that was not there, a question to the
 * engine, a command, another screen, a remembered choice. What a control changes of itself does not count. One window for
 * all of it, which is put back before each control.
 */
final class Walk implements AutoCloseable {
    /** Whatever a control does begins within that time: it runs a program at most. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** A window that is never still in that many looks has something that blinks. */
    private static final int LOOKS = 100;

    /** Typed into searches: nothing is called that. */
    private static final String WORD = "zzz";

    private final Supplier<UiLab> labs;
    private final List<String> faults = new ArrayList<>();
    private final List<String> pressed = new ArrayList<>();
    private final Set<String> known = new HashSet<>();
    private Place place = Place.of("home");
    private UiLab lab;

    /** @param labs a window in its first state, each time */
    Walk(Supplier<UiLab> labs) {
        this.labs = labs;
        lab = labs.get();
    }

    /** What was pressed, for the test of the test. */
    List<String> pressed() {
        return List.copyOf(pressed);
    }

    /**
     * All controls there that were not pressed before, and those of the sheets that they open.
     *
     * @return what is wrong, one sentence each
     */
    List<String> all(Place where) throws IOException {
        place = where;
        faults.clear();
        pressed.clear();
        reset();
        for (var key : Controls.seen(lab, place.part()).keySet()) {
            if (!isNotice(key) && !known.contains(key)) {
                one(List.of(key));
            }
        }
        return List.copyOf(faults);
    }

    @Override
    public void close() throws IOException {
        lab.close();
    }

    /** @param path the control, with those before it that have to be pressed to see it */
    private void one(List<String> path) throws IOException {
        var control = find(path);
        known.add(name(path));
        if (control == null) {
            faults.add(path + " is not there a second time");
            return;
        }
        if (Fx.get(control::isDisabled)) {
            if (Controls.isBlank(control.getAccessibleHelp())) {
                faults.add(path + " is disabled and does not say why");
            }
            return;
        }
        if (Controls.isChosenAlready(control) || (control instanceof TextInputControl && !isSearch(control))) {
            return;
        }
        if (Controls.hasMenu(control)) {
            menu(path, control);
            return;
        }
        var before = Controls.seen(lab, place.part()).keySet();
        var screen = lab.shell().current().id();
        var overlaid = lab.shell().overlaid();
        if (!press(path, control, () -> act(control))) {
            return;
        }
        if (path.size() == 1) {
            calm();
            var more = new ArrayList<>(Controls.seen(lab, place.part()).keySet());
            more.removeAll(before);
            // What was behind an overlay, or is another screen's, has its turn.
            if (lab.shell().current().id().equals(screen) && (lab.shell().overlaid() || !overlaid)) {
                for (var next : more) {
                    if (!isNotice(next) && !known.contains(name(List.of(path.getFirst(), next)))) {
                        one(List.of(path.getFirst(), next));
                    }
                }
            }
        }
    }

    /** They come and go by themselves; their tests are the screens'. */
    private static boolean isNotice(String key) {
        return key.startsWith("notice ");
    }

    private static String name(List<String> path) {
        return String.join(", ", path);
    }

    /** Each of its items in turn. */
    private void menu(List<String> path, Control first) throws IOException {
        var names = Controls.open(first).stream().map(MenuItem::getText).toList();
        Controls.close(first);
        if (names.isEmpty()) {
            // The menu of a table in which nothing is chosen.
            known.remove(name(path));
        }
        for (var i = 0; i < names.size(); i++) {
            var name = new ArrayList<>(path);
            name.add("item “" + names.get(i) + "”");
            var control = find(path);
            var at = i;
            press(name, control, () -> {
                var items = Controls.open(control);
                Fx.run(() -> items.get(at).fire());
                Controls.close(control);
            });
        }
    }

    /** On the window as it is at first. */
    private Control find(List<String> path) throws IOException {
        reset();
        var control = follow(path);
        if (control == null) {
            // It was there when the place was new: what was pressed meanwhile has changed it for good.
            lab.close();
            lab = labs.get();
            reset();
            control = follow(path);
        }
        return control;
    }

    private Control follow(List<String> path) {
        for (var before : path.subList(0, path.size() - 1)) {
            var found = Controls.seen(lab, place.part()).get(before);
            if (found != null) {
                act(found);
                calm();
            }
        }
        return Controls.seen(lab, place.part()).get(path.getLast());
    }

    private boolean press(List<String> path, Control control, Runnable act) {
        pressed.add(place.name() + " " + path);
        var was = Look.at(lab, control);
        if (!asksForAFile(act) && !changes(control, was)) {
            faults.add(path + " does nothing");
            return false;
        }
        return true;
    }

    /** The headless platform has no file dialog; that it was asked for one is enough. */
    private static boolean asksForAFile(Runnable act) {
        try {
            act.run();
            return false;
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (Arrays.stream(cause.getStackTrace())
                        .anyMatch(call -> call.getClassName().endsWith("FileChooser"))) {
                    return true;
                }
            }
            throw e;
        }
    }

    private boolean changes(Control control, Look was) {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            lab.settle();
            if (Look.at(lab, control).hasMoreThan(was)) {
                return true;
            }
        }
        return false;
    }

    private static void act(Control control) {
        Fx.run(() -> {
            switch (control) {
                case ButtonBase button -> button.fire();
                case ComboBox<?> box -> {
                    var index = box.getSelectionModel().getSelectedIndex();
                    box.getSelectionModel().select(index == 0 ? 1 : 0);
                }
                case TextInputControl field -> field.setText(WORD);
                default -> {}
            }
        });
    }

    /** A field of a form is a value for its button; a search shows what it finds. */
    private static boolean isSearch(Control control) {
        return control.getId() != null
                && (control.getId().contains("search") || control.getId().equals("query"));
    }

    private void reset() {
        Fx.run(() -> {
            lab.shell().closeOverlay();
            lab.shell().current().escape();
        });
        lab.awaitIdle();
        org.awaitility.Awaitility.await().until(() -> !Fx.get(lab.shell()::overlaid));
        Fx.run(() -> {
            lab.shell().current().escape();
            lab.desk().notices().getChildren().clear();
        });
        lab.preferences().change(was -> lab.firstPreferences());
        lab.go(place.name().startsWith("home") ? "flows" : "home");
        place.enter().accept(lab);
        calm();
    }

    /** Until nothing is under way and nothing changes by itself. */
    private void calm() {
        var last = Look.at(lab, null);
        for (var i = 0; i < LOOKS; i++) {
            lab.awaitIdle();
            var now = Look.at(lab, null);
            if (now.equals(last)) {
                return;
            }
            last = now;
        }
    }
}
