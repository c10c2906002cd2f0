package org.weir.ui.kit;

import java.time.Duration;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/**
 * Messages at the window's lower edge: what was done, with a way back, or what was not done. They cover nothing that has
 * to be clicked and go away by themselves.
 */
public final class Notices extends VBox {
    /** Long enough to read and to change one's mind. */
    private static final Duration TIME = Duration.ofSeconds(10);

    /** More would cover the screen; the oldest goes. */
    private static final int MOST = 3;

    private static final double WIDTH = 560;

    private final String closeName;

    /** @param closeName what the close button is called */
    public Notices(String closeName) {
        super(Kit.GAP);
        this.closeName = closeName;
        getStyleClass().add("notices");
        setAlignment(Pos.BOTTOM_CENTER);
        setPickOnBounds(false);
        setMouseTransparent(false);
    }

    /** Something was done. */
    public void done(String text) {
        add("notice-done", Feather.CHECK_CIRCLE, text, "", () -> {});
    }

    /** Something was done, and there is a way back. */
    public void done(String text, String action, Runnable undo) {
        add("notice-done", Feather.CHECK_CIRCLE, text, action, undo);
    }

    /** Something was not done, and nothing can be offered. */
    public void failed(String text) {
        add("notice-failed", Feather.ALERT_CIRCLE, text, "", () -> {});
    }

    /** Something was not done, and can be tried again. */
    public void failed(String text, String action, Runnable retry) {
        add("notice-failed", Feather.ALERT_CIRCLE, text, action, retry);
    }

    /** Presses the newest notice's action, for the keyboard's undo. Returns whether there was one. */
    public boolean pressLatest() {
        for (var i = getChildren().size() - 1; i >= 0; i--) {
            if (getChildren().get(i).lookup(".notice-action") instanceof Button button) {
                button.fire();
                return true;
            }
        }
        return false;
    }

    private void add(String kind, Feather icon, String text, String action, Runnable work) {
        var words = Kit.paragraph(text);
        HBox.setHgrow(words, Priority.ALWAYS);
        words.setMaxWidth(Double.MAX_VALUE);
        var box = Kit.row(Icons.of(icon, Icons.MEDIUM), words);
        box.getStyleClass().addAll("notice", kind);
        box.setMaxWidth(WIDTH);
        box.setMinHeight(Region.USE_PREF_SIZE);
        box.setAccessibleRole(AccessibleRole.TEXT);
        box.setAccessibleText(text);
        if (!action.isEmpty()) {
            box.getChildren()
                    .add(Kit.button(
                            null,
                            action,
                            () -> {
                                getChildren().remove(box);
                                work.run();
                            },
                            "notice-action",
                            "small"));
        }
        box.getChildren()
                .add(Kit.iconButton(Feather.X, closeName, () -> getChildren().remove(box)));
        getChildren().add(box);
        if (getChildren().size() > MOST) {
            getChildren().removeFirst();
        }
        Ticker.once(TIME, () -> getChildren().remove(box));
    }
}
