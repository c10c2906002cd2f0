package org.weir.ui.screen.settings;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.CaptureSet;
import org.weir.ui.command.WeirCommand;
import org.weir.ui.kit.Kit;
import org.weir.ui.kit.Sheet;
import org.weir.ui.screen.Desk;

/** The ways out: both work whatever state the engine is in. */
final class EmergencyCard {
    private final Desk desk;
    private final Sheet sheet;
    private final VBox view;

    EmergencyCard(Desk desk, Sheet sheet) {
        this.desk = desk;
        this.sheet = sheet;
        var reset = Kit.button(Feather.LIFE_BUOY, desk.text("settings.reset"), this::askReset, "danger");
        reset.setId("reset-network");
        var stop = Kit.button(Feather.POWER, desk.text("settings.stop"), this::askStop);
        stop.setId("stop-everything");
        view = Kit.card(
                desk.text("settings.exits"),
                Line.of(desk.text("settings.reset"), desk.text("settings.reset.hint"), reset),
                Line.of(desk.text("settings.stop"), desk.text("settings.stop.hint"), stop));
    }

    VBox view() {
        return view;
    }

    private void askReset() {
        var possible = desk.command().elevation().possible();
        var words = desk.command().resetInWords();
        var command = Kit.paragraph(words, "key");
        HBox.setHgrow(command, Priority.ALWAYS);
        var copy = Kit.iconButton(
                Feather.COPY, desk.text("settings.copy-command"), () -> desk.copy(words, desk.text("shell.copied")));
        var body = Kit.column(
                Kit.paragraph(desk.text("settings.reset.text")),
                Kit.paragraph(desk.text(possible ? "settings.reset.asks" : "settings.reset.type"), "text-muted"),
                Kit.row(command, copy));
        var actions = new ArrayList<Node>();
        if (possible) {
            var go = Kit.button(Feather.SHIELD, desk.text("settings.reset.go"), this::reset, "danger");
            go.setId("sheet-go");
            actions.add(go);
        }
        sheet.show(desk.text("settings.reset"), body, desk.text(possible ? "settings.cancel" : "shell.close"), actions);
    }

    private void reset() {
        sheet.close();
        desk.notices().done(desk.text("settings.reset.asked"));
        desk.command().resetNetwork().thenAccept(this::resetDone);
    }

    private void resetDone(WeirCommand.Result result) {
        if (result.done()) {
            desk.notices().done(desk.text("settings.reset.done"));
        } else {
            desk.notices()
                    .failed(desk.text(
                            "settings.reset.failed",
                            result.complaint(),
                            desk.command().resetInWords()));
        }
    }

    private void askStop() {
        var up = desk.engine().snapshot().link().usable();
        var go = Kit.button(Feather.POWER, desk.text("settings.stop"), () -> stop(up), "danger");
        go.setId("sheet-go");
        sheet.show(
                desk.text("settings.stop"),
                Kit.paragraph(desk.text(up ? "settings.stop.text" : "settings.stop.away")),
                desk.text("settings.cancel"),
                List.of(go));
    }

    private void stop(boolean up) {
        sheet.close();
        if (up) {
            desk.ask(
                    client -> client.capture(CaptureSet.off()),
                    status -> desk.navigator().quit());
        } else {
            desk.navigator().quit();
        }
    }
}
