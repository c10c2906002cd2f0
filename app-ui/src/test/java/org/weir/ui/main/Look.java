package org.weir.ui.main;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.control.TableView;
import javafx.scene.control.Toggle;
import javafx.scene.input.Clipboard;
import javafx.stage.Window;

/** Everything that somebody could notice about the window, but for one control itself. */
record Look(List<String> texts, List<String> controls, List<Object> rest) {
    /** What the window asks by itself while nobody does anything. */
    private static final List<String> BY_ITSELF = List.of(
            "hello",
            "status",
            "flows.list",
            "flows.watch",
            "events.watch",
            "approvals.list",
            "rules.list",
            "rules.hits",
            "history.flows");

    static Look at(UiLab lab, Control but) {
        try {
            var rest = new ArrayList<Object>();
            for (var method : lab.engine().methods()) {
                if (!BY_ITSELF.contains(method)) {
                    rest.add(method + " " + lab.engine().times(method));
                }
            }
            rest.addAll(lab.commands());
            rest.add(lab.preferences().get());
            rest.add(lab.quits());
            return Fx.get(() -> {
                rest.add(lab.shell().current().id());
                rest.add(String.valueOf(Clipboard.getSystemClipboard().getString()));
                rest.add(Window.getWindows().size());
                rest.add(lab.shell().overlaid());
                rest.add(String.valueOf(lab.stage().getScene().getRoot().getStyleClass()));
                var others = new ArrayList<String>();
                UiLab.nodes(
                        lab.stage().getScene().getRoot(),
                        node -> node instanceof Control control && !node.equals(but) && others.add(value(control)),
                        new ArrayList<>());
                var texts = lab.texts().stream().filter(Objects::nonNull).toList();
                return new Look(texts, List.copyOf(others), List.copyOf(rest));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What goes away by itself (a notice) is no effect. */
    boolean hasMoreThan(Look before) {
        var more = new ArrayList<>(texts);
        before.texts.forEach(more::remove);
        return !more.isEmpty() || !controls.equals(before.controls) || !rest.equals(before.rest);
    }

    private static String value(Control control) {
        if (Controls.inNotice(control)) {
            return "";
        }
        return switch (control) {
            case CheckBox box -> control.isDisabled() + " " + box.isSelected();
            case Toggle toggle -> control.isDisabled() + " " + toggle.isSelected();
            case ComboBox<?> box -> control.isDisabled() + " " + box.getValue();
            case ButtonBase button -> control.isDisabled() + " " + button.getText();
            case TableView<?> table ->
                table.getItems().size() + " " + table.getSelectionModel().getSelectedIndex();
            default -> "";
        };
    }
}
