package org.weir.ui.tray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weir.testkit.lab.EngineOptions;
import org.weir.testkit.lab.Lab;
import org.weir.testkit.lab.Weir;
import org.weir.ui.state.Condition;
import tools.jackson.databind.JsonNode;

/**
 * The tray's menu switches the real thing: the packaged program's icon in xfce4-panel, the interceptor and the engine in the
 * lab. What was switched is told by a curl on the lab's desktop, which is in the flow table or not.
 */
class TrayCaptureIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** Long enough to be seen in a picture of the screen, which takes half a second. */
    private static final int SHORT_PAUSE_SECONDS = 4;

    private static final EngineOptions AS_LAST_TIME =
            EngineOptions.defaults().withoutLeakDetection().withCapture("last");

    @TempDir
    private Path home;

    private Lab lab;
    private Weir weir;
    private Desktop desktop;

    @BeforeEach
    void start() throws IOException {
        lab = Lab.up("tray");
        weir = Weir.prepare(lab);
        weir.startInterceptor();
        weir.startEngine(AS_LAST_TIME);
        desktop = new Desktop(home, Desktop.window(weir.controlSocket(), ""));
    }

    @AfterEach
    void stop() throws IOException {
        try {
            if (desktop != null) {
                desktop.close();
            }
        } finally {
            if (weir != null) {
                weir.close();
            }
            if (lab != null) {
                lab.close();
            }
        }
    }

    @Test
    void theMenuSwitchesAndAPauseEndsByItself() throws IOException {
        state("off", Condition.OFF);
        assertThat(curlsInTheTableAfterOneMore()).isZero();

        choose(Condition.OFF, TURN_ON);
        state("observing", Condition.OBSERVING);
        assertThat(curlsInTheTableAfterOneMore()).isEqualTo(1);

        choose(Condition.OBSERVING, TURN_OFF);
        state("off", Condition.OFF);
        assertThat(curlsInTheTableAfterOneMore()).as("went direct").isEqualTo(1);

        choose(Condition.OFF, TURN_ON);
        state("observing", Condition.OBSERVING);
        choose(Condition.OBSERVING, PAUSE_FIVE_MINUTES);
        state("paused", Condition.PAUSED);
        assertThat(status().get("resume_at_ms").asLong()).isPositive();
        assertThat(curlsInTheTableAfterOneMore()).as("went direct").isEqualTo(1);
        choose(Condition.PAUSED, RESUME);
        state("observing", Condition.OBSERVING);
        assertThat(curlsInTheTableAfterOneMore()).isEqualTo(2);

        // The menu offers nothing that a test could wait for; the engine takes any time.
        ask("capture.set", Map.of("on", false, "pause_seconds", SHORT_PAUSE_SECONDS));
        desktop.icon(Condition.PAUSED);
        state("observing", Condition.OBSERVING);
        assertThat(curlsInTheTableAfterOneMore()).isEqualTo(3);
    }

    @Test
    void aPauseUntilRestartLastsAsLongAsTheEngine() throws IOException {
        state("off", Condition.OFF);
        choose(Condition.OFF, TURN_ON);
        state("observing", Condition.OBSERVING);
        choose(Condition.OBSERVING, PAUSE_UNTIL_RESTART);
        state("paused", Condition.PAUSED);
        assertThat(status().get("resume_at_ms").isNull()).isTrue();
        assertThat(curlsInTheTableAfterOneMore()).as("went direct").isZero();

        weir.kill(weir.engine());
        weir.startEngine(AS_LAST_TIME);

        state("observing", Condition.OBSERVING);
        assertThat(curlsInTheTableAfterOneMore()).isEqualTo(1);
    }

    /*
     * Ways through the menu by keyboard. The status cannot be chosen, nor a pause while capture is off:
     * Open, Approvals, Pause or Resume, Recent apps, Turn off or Turn on.
     */
    private static final List<String> TURN_ON = keys(4, "Return");
    private static final List<String> TURN_OFF = keys(5, "Return");
    private static final List<String> RESUME = keys(3, "Return");
    private static final List<String> PAUSE_FIVE_MINUTES = keys(3, "Right", "Return");
    private static final List<String> PAUSE_UNTIL_RESTART = keys(3, "Right", "Down", "Down", "Down", "Return");

    private static List<String> keys(int downs, String... then) {
        var keys = new java.util.ArrayList<>(Collections.nCopies(downs, "Down"));
        keys.addAll(List.of(then));
        return keys;
    }

    private void choose(Condition now, List<String> way) {
        desktop.openMenu(desktop.icon(now));
        var submenu = way.indexOf("Right");
        if (submenu >= 0) {
            desktop.keys(way.subList(0, submenu).toArray(String[]::new));
            desktop.openSubmenu();
        }
        desktop.keys(way.subList(submenu + 1, way.size()).toArray(String[]::new));
    }

    /** Waits until engine, kernel and icon all are as they should be. */
    private void state(String word, Condition condition) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(status().get("state").asString()).isEqualTo(word));
        weir.awaitInterceptor(condition.capturing() ? "capturing" : "idle", PATIENCE);
        desktop.icon(condition);
    }

    /** Curl on the lab's desktop always works; returns how many of them are listed. */
    private int curlsInTheTableAfterOneMore() {
        var curl = lab.run(PATIENCE, "curl", "-sS", "--max-time", "20", "http://web.lab.test/quiet");
        assertThat(curl.status()).as(curl.errors()).isZero();
        return (int) ask("flows.list", Map.of("filter", Map.of("app", "curl")))
                .get("total")
                .asLong();
    }

    private JsonNode status() {
        return ask("status", Map.of());
    }

    private JsonNode ask(String method, Map<String, ?> params) {
        try (var control = weir.control()) {
            return control.ask(method, params);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
