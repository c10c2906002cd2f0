package org.weir.ui.tray;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weir.api.rpc.RpcCodec;
import org.weir.testkit.control.ScriptedEngine;
import org.weir.ui.state.Condition;

/** The tray of Windows and macOS, AWT's, as far as it can be seen here: in xfce4-panel, which takes its icon too. */
class AwtTrayIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    private Path home;

    private ScriptedEngine engine;
    private Desktop desktop;

    @BeforeEach
    void start() throws IOException {
        engine = new ScriptedEngine();
        desktop = new Desktop(home, Desktop.window(engine.socket(), "-D" + Trays.CHOICE + "=awt"));
    }

    @AfterEach
    void stop() throws IOException {
        desktop.close();
        engine.close();
    }

    @Test
    void theIconShowsTheStateAndItsMenuSwitches() throws IOException {
        var icon = desktop.icon(Condition.OBSERVING);

        // The status and Open; neither the line between them nor what cannot be chosen takes a key: Approvals, Pause.
        desktop.openPlainMenu(icon);
        desktop.keys("Down", "Down", "Down", "Right", "Return");
        await().atMost(PATIENCE).until(() -> engine.asked("capture.set").equals("{'on':false,'pause_seconds':300}"));

        var golden = ScriptedEngine.golden("status.response.json").get("result").toString();
        engine.answer("status", RpcCodec.json().readTree(golden.replace("\"observing\"", "\"cannot-intercept\"")));
        desktop.doubleClick(desktop.icon(Condition.CANNOT_INTERCEPT));
        await().atMost(PATIENCE).until(() -> desktop.window("^Weir$"));
    }
}
