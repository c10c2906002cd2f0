package org.weir.ui.screen;

import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;

/**
 * A key and what it does.
 *
 * @param keys without Ctrl, Alt or Meta it is ignored while a text is typed
 * @param text what the help overlay says, in the user's language
 */
public record KeyAction(KeyCombination keys, String text, Runnable action) {
    /** A single key. */
    public static KeyAction key(KeyCode code, String text, Runnable action) {
        return new KeyAction(new KeyCodeCombination(code), text, action);
    }

    /** With Ctrl, which is Cmd on macOS. */
    public static KeyAction ctrl(KeyCode code, String text, Runnable action) {
        return new KeyAction(new KeyCodeCombination(code, KeyCombination.SHORTCUT_DOWN), text, action);
    }

    public static KeyAction alt(KeyCode code, String text, Runnable action) {
        return new KeyAction(new KeyCodeCombination(code, KeyCombination.ALT_DOWN), text, action);
    }

    /** With Ctrl and Shift. */
    public static KeyAction ctrlShift(KeyCode code, String text, Runnable action) {
        return new KeyAction(
                new KeyCodeCombination(code, KeyCombination.SHORTCUT_DOWN, KeyCombination.SHIFT_DOWN), text, action);
    }

    /** Whether this may be taken for typing. */
    public boolean isTyping() {
        return keys instanceof KeyCodeCombination one
                && one.getShortcut() != KeyCombination.ModifierValue.DOWN
                && one.getControl() != KeyCombination.ModifierValue.DOWN
                && one.getAlt() != KeyCombination.ModifierValue.DOWN
                && !one.getCode().isFunctionKey();
    }
}
