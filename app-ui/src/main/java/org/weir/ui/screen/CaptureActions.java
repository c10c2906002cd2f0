package org.weir.ui.screen;

import java.time.Duration;
import java.util.List;
import org.weir.api.control.CaptureSet;
import org.weir.ui.state.Condition;

/** On, off, pause, resume: the same from Home, the tray and the keyboard. */
public final class CaptureActions {
    /** What menus offer. */
    public static final List<Duration> PAUSES =
            List.of(Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofHours(1));

    private final Desk desk;

    public CaptureActions(Desk desk) {
        this.desk = desk;
    }

    public void pause(Duration time) {
        set(CaptureSet.pause(time), "shell.done.paused");
    }

    /** Until the engine is started anew. */
    public void pauseUntilRestart() {
        set(CaptureSet.pauseUntilRestart(), "shell.done.paused.restart");
    }

    /** Ends a pause, or switches on. */
    public void on() {
        set(CaptureSet.on(null), "shell.done.on");
    }

    public void off() {
        set(CaptureSet.off(), "shell.done.off");
    }

    /** Ctrl+Shift+P: what one would want now. */
    public void toggle() {
        if (Condition.of(desk.engine().snapshot()).capturing()) {
            pause(PAUSES.getFirst());
        } else {
            on();
        }
    }

    private void set(CaptureSet wish, String done) {
        desk.ask(client -> client.capture(wish), status -> desk.notices().done(desk.text(done)));
    }
}
