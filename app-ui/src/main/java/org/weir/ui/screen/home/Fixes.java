package org.weir.ui.screen.home;

import java.util.Optional;
import javafx.scene.control.Button;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.Check;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.CaptureActions;
import org.weir.ui.screen.Desk;

/** The button beside a health item: does it where the window can, else hands over the command. */
final class Fixes {
    private final Desk desk;
    private final CaptureActions capture;

    Fixes(Desk desk) {
        this.desk = desk;
        capture = new CaptureActions(desk);
    }

    /** Empty when the engine knows no way. */
    Optional<Button> of(Check check) {
        var fix = check.fix();
        if (fix == null || fix.isBlank()) {
            return Optional.empty();
        }
        var made = button(fix);
        made.setAccessibleText(made.getText() + ": " + check.title());
        return Optional.of(made);
    }

    private Button button(String fix) {
        if (fix.equals("weir on")) {
            return Kit.button(null, desk.text("shell.turn-on"), capture::on, "small", "accent");
        }
        if (fix.equals("weir off")) {
            return Kit.button(null, desk.text("shell.turn-off"), capture::off, "small");
        }
        if (fix.startsWith("weir rules")) {
            return show("rules");
        }
        if (fix.startsWith("weir approvals")) {
            return show("approvals");
        }
        if (fix.startsWith("weir settings")) {
            return show("settings");
        }
        var copy = Kit.button(
                Feather.COPY, desk.text("home.health.copy"), () -> desk.copy(fix, desk.text("shell.copied")), "small");
        copy.setTooltip(new javafx.scene.control.Tooltip(fix));
        return copy;
    }

    private Button show(String screen) {
        return Kit.button(
                null, desk.text("home.health.show"), () -> desk.navigator().go(screen), "small");
    }
}
