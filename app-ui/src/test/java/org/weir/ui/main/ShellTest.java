package org.weir.ui.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weir.api.rpc.ErrorCode;

/** The window around the screens: rail, keys, help, an engine that goes and comes. */
class ShellTest {
    private UiLab lab;

    @BeforeEach
    void start() throws IOException {
        lab = new UiLab();
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    @Test
    void theRailAndTheKeysLeadToTheScreens() {
        assertThat(lab.shell().current().id()).isEqualTo("home");
        lab.click("Flows");
        assertThat(lab.shell().current().id()).isEqualTo("flows");
        lab.press(KeyCode.CONTROL, KeyCode.DIGIT1);
        assertThat(lab.shell().current().id()).isEqualTo("home");
    }

    @Test
    void f1ShowsTheKeysOfThisScreenAndEscapeClosesIt() {
        lab.go("flows");
        lab.press(KeyCode.F1);
        lab.awaitText("Keyboard");
        assertThat(lab.shows("Inspect this app to this host")).isTrue();
        lab.press(KeyCode.ESCAPE);
        lab.awaitNoText("Keyboard");
    }

    @Test
    void aDeadEngineIsSaidAndRecoversByItself() throws IOException {
        lab.kill();
        lab.awaitText("Engine away");
        assertThat(lab.shows("Your network works without it")).isTrue();
        lab.revive();
        lab.awaitText("Observing");
    }

    @Test
    void aSlowEngineDoesNotFreezeTheWindow() {
        lab.engine().delay("status", Duration.ofSeconds(5)).delay("doctor", Duration.ofSeconds(5));
        await().atMost(Duration.ofSeconds(10)).until(() -> lab.shows("slow to answer"));
        var begun = System.nanoTime();
        lab.go("flows");
        lab.go("home");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
        lab.engine().delay("status", Duration.ZERO).delay("doctor", Duration.ZERO);
        await().atMost(Duration.ofSeconds(12)).until(() -> !lab.shows("slow to answer"));
    }

    @Test
    void nonsenseShowsNoStackTrace() {
        lab.engine().answerNonsense("status", "[1,2");
        lab.awaitText("Not understood");
        assertThat(lab.texts()).noneMatch(text -> text != null && text.contains("Exception"));
    }

    @Test
    void whatTheEngineRefusesIsSaid() {
        lab.engine().refuse("capture.set", ErrorCode.NOT_ALLOWED, "only owners may");
        lab.press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.P);
        lab.awaitText("only owners may");
    }

    @Test
    void aDecisionWithoutAnEngineIsNotLostWithoutAWord() throws IOException {
        lab.kill();
        lab.press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.P);
        lab.awaitText("Not done: the engine does not answer");
        lab.revive();
        lab.click("Try again");
        await().until(() -> lab.engine().times("capture.set") == 1);
    }

    @Test
    void anUnseenWindowAsksLess() {
        Fx.run(() -> lab.stage().hide());
        lab.settle();
        var before = lab.engine().times("status");
        await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
        assertThat(lab.engine().times("status") - before).isLessThanOrEqualTo(2);
        Fx.run(() -> lab.window().show());
        var hidden = lab.engine().times("status");
        await().atMost(Duration.ofSeconds(5)).until(() -> lab.engine().times("status") >= hidden + 2);
    }

    @Test
    void theGuideLeadsThroughFourStepsAndDoesNotComeBack() throws IOException {
        lab.commandPrints("{\"stores\":[{\"store\":\"system\",\"authority\":\"current\",\"title\":\"System\","
                + "\"state\":\"missing\",\"ours\":false}]}");
        lab.preferences().change(was -> was.withGuideDone(false));
        Fx.run(() -> lab.window().show());
        lab.awaitText("Weir only looks");
        lab.awaitText("1,042 connections seen");
        lab.click("Next");
        lab.awaitText("System  (missing)");
        lab.click("System  (missing)");
        lab.click("Trust it there");
        await().until(() -> lab.commands().contains("trust install --yes --json --store system"));
        lab.click("Next");
        lab.awaitText("Which apps?");
        lab.click("curl");
        lab.click("Inspect these apps");
        await().until(() -> lab.engine().asked("rules.add").contains("'app':'/usr/bin/curl'"));
        lab.click("Next");
        lab.awaitText("How to get out");
        lab.click("Done");
        lab.awaitNoText("How to get out");
        assertThat(lab.preferences().get().guideDone()).isTrue();
    }
}
