package org.weir.ui.tray;

import static org.assertj.core.api.Assertions.assertThat;
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

/** The packaged program's icon in a real tray (xfce4-panel), seen in pictures of the screen and clicked with a pointer. */
class TrayIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    private Path home;

    private ScriptedEngine engine;
    private Desktop desktop;

    @BeforeEach
    void start() throws IOException {
        engine = new ScriptedEngine();
        desktop = new Desktop(home, Desktop.window(engine.socket(), ""));
    }

    @AfterEach
    void stop() throws IOException {
        desktop.close();
        engine.close();
    }

    @Test
    void theIconShowsTheStateAndItsMenuSwitches() throws IOException {
        var icon = desktop.icon(Condition.OBSERVING);
        assertThat(desktop.window("^Weir$")).as("started hidden").isFalse();

        desktop.click(icon, 1);
        await().atMost(PATIENCE).until(() -> desktop.window("^Weir$"));

        // The menu, by keyboard: the status cannot be chosen, so Open, Approvals, Pause; its first entry is five
        // minutes.
        desktop.openMenu(icon);
        desktop.keys("Down", "Down", "Down", "Right", "Return");
        await().atMost(PATIENCE).until(() -> engine.asked("capture.set").equals("{'on':false,'pause_seconds':300}"));

        var golden = ScriptedEngine.golden("status.response.json").get("result").toString();
        engine.answer("status", RpcCodec.json().readTree(golden.replace("\"observing\"", "\"cannot-intercept\"")));
        desktop.icon(Condition.CANNOT_INTERCEPT);
    }

    @Test
    void aTrayThatComesLaterGetsTheIcon() throws IOException {
        desktop.icon(Condition.OBSERVING);
        desktop.say("panel-off");
        await().atMost(PATIENCE)
                .until(() -> desktop.inPanel(Condition.OBSERVING.tone().rgb()).isEmpty());
        desktop.say("panel-on");
        desktop.icon(Condition.OBSERVING);
    }
}
