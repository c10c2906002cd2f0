package org.weir.ui.main;

import java.time.Duration;
import java.util.List;
import org.weir.ui.screen.CaptureActions;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.RuleActions;
import org.weir.ui.tray.RecentApps;
import org.weir.ui.tray.TrayActions;

/** What the tray's menu does. */
final class TrayDeeds implements TrayActions {
    private final MainWindow window;
    private final Desk desk;
    private final CaptureActions capture;
    private final RuleActions rules;
    private final Runnable quit;

    TrayDeeds(MainWindow window, Desk desk, Runnable quit) {
        this.window = window;
        this.desk = desk;
        this.quit = quit;
        capture = new CaptureActions(desk);
        rules = new RuleActions(desk);
    }

    @Override
    public void open() {
        window.show();
    }

    @Override
    public boolean inFront() {
        return window.isInFront();
    }

    @Override
    public boolean notifies() {
        return desk.preferences().get().notifications();
    }

    @Override
    public void approvals() {
        window.show("approvals");
    }

    @Override
    public void pause(Duration time) {
        capture.pause(time);
    }

    @Override
    public void pauseUntilRestart() {
        capture.pauseUntilRestart();
    }

    @Override
    public void on() {
        capture.on();
    }

    @Override
    public void off() {
        capture.off();
    }

    @Override
    public void decide(RecentApps.App app, boolean inspect) {
        rules.decide(app.rule(), null, inspect ? "inspect" : "pass");
    }

    /** By the command: it works without the engine, too. */
    @Override
    public void copyDiagnostics() {
        desk.command()
                .run(List.of("doctor"))
                .thenAccept(result -> desk.copy(
                        "weir-ui " + Version.NUMBER + "\n\n" + (result.out().isBlank() ? result.err() : result.out()),
                        desk.text("shell.copied")));
    }

    @Override
    public void quit() {
        quit.run();
    }

    @Override
    public void offAndQuit() {
        desk.ask(client -> client.capture(org.weir.api.control.CaptureSet.off()), status -> quit.run());
    }
}
