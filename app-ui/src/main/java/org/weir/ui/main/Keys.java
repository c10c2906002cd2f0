package org.weir.ui.main;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Scene;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import org.weir.ui.screen.CaptureActions;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.KeyAction;

/** The keyboard: keys that mean the same everywhere, and those of the screen in front. */
final class Keys {
    private static final KeyCode[] DIGITS = {
        KeyCode.DIGIT1,
        KeyCode.DIGIT2,
        KeyCode.DIGIT3,
        KeyCode.DIGIT4,
        KeyCode.DIGIT5,
        KeyCode.DIGIT6,
        KeyCode.DIGIT7,
        KeyCode.DIGIT8,
        KeyCode.DIGIT9
    };

    private final Shell shell;
    private final List<KeyAction> all = new ArrayList<>();

    /** Whether the key that is down did something: its letter must not be typed where the focus went meanwhile. */
    private boolean taken;

    Keys(Desk desk, Shell shell, CaptureActions capture) {
        this.shell = shell;
        var texts = desk.texts();
        var screens = shell.screens();
        for (var i = 0; i < Math.min(screens.size(), DIGITS.length); i++) {
            var screen = screens.get(i);
            all.add(KeyAction.ctrl(DIGITS[i], texts.get(screen.id() + ".title"), () -> shell.go(screen)));
        }
        all.add(KeyAction.ctrl(
                KeyCode.F, texts.get("shell.key.search"), () -> shell.current().search()));
        all.add(KeyAction.key(
                KeyCode.SLASH,
                texts.get("shell.key.search"),
                () -> shell.current().search()));
        all.add(KeyAction.key(KeyCode.A, texts.get("shell.key.approvals"), () -> shell.go("approvals")));
        all.add(KeyAction.key(KeyCode.U, texts.get("shell.key.undo"), shell::undo));
        all.add(KeyAction.ctrlShift(KeyCode.P, texts.get("shell.key.pause"), capture::toggle));
        all.add(KeyAction.ctrl(KeyCode.COMMA, texts.get("shell.key.settings"), () -> shell.go("settings")));
        all.add(KeyAction.key(
                KeyCode.F5,
                texts.get("shell.key.refresh"),
                () -> shell.current().refresh()));
        all.add(KeyAction.key(KeyCode.F1, texts.get("shell.key.help"), shell::help));
    }

    List<KeyAction> all() {
        return List.copyOf(all);
    }

    /** As a filter: a table would otherwise take letters and the space for itself. */
    void listen(Scene scene) {
        scene.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            taken = false;
            if (shell.overlaid()) {
                if (event.getCode() == KeyCode.ESCAPE) {
                    shell.closeOverlay();
                    event.consume();
                }
                return;
            }
            var typing = scene.getFocusOwner() instanceof TextInputControl input && input.isEditable();
            if (presses(event) && scene.getFocusOwner() instanceof ButtonBase) {
                return;
            }
            if (event.getCode() == KeyCode.ESCAPE && !typing) {
                shell.current().escape();
                return;
            }
            if (run(event, shell.current().keys(), typing) || run(event, all, typing)) {
                taken = true;
                event.consume();
            }
        });
        scene.addEventFilter(KeyEvent.KEY_TYPED, event -> {
            if (taken) {
                event.consume();
            }
        });
    }

    /** Space and Enter press the button that has the focus, whatever else they mean. */
    private static boolean presses(KeyEvent event) {
        return event.getCode() == KeyCode.SPACE || event.getCode() == KeyCode.ENTER;
    }

    private static boolean run(KeyEvent event, List<KeyAction> actions, boolean typing) {
        for (var action : actions) {
            if (action.keys().match(event) && !(typing && action.isTyping())) {
                action.action().run();
                return true;
            }
        }
        return false;
    }
}
