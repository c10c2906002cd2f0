package org.weir.ui.screen.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.util.zip.ZipFile;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weir.api.rpc.ErrorCode;
import org.weir.testkit.control.ScriptedEngine;
import org.weir.ui.main.Fx;
import org.weir.ui.main.UiLab;

class SettingsScreenTest {
    private UiLab lab;

    @BeforeEach
    void start() throws IOException {
        lab = new UiLab();
        lab.go("settings");
        await().until(() -> !lab.find("#history-days", ComboBox.class).isDisabled());
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    private void fire(String selector) {
        var control = lab.find(selector, ButtonBase.class);
        assertThat(control.isDisabled()).as(selector).isFalse();
        Fx.run(control::fire);
        lab.settle();
    }

    @SuppressWarnings("unchecked")
    private <T> void choose(String selector, T value) {
        var box = (ComboBox<T>) lab.find(selector, ComboBox.class);
        Fx.run(() -> box.setValue(value));
        lab.settle();
    }

    @Test
    void whatIsKeptIsTheEnginesToSayAndChangedThere() {
        assertThat(lab.find("#history-days", ComboBox.class).getValue()).isEqualTo(30);
        assertThat(lab.engine().times("settings.set"))
                .as("showing changes nothing")
                .isZero();
        choose("#history-days", 7);
        await().until(() -> lab.engine().asked("settings.set").equals("{'history':{'history_days':7}}"));
        fire("#capture-bodies");
        await().until(() -> lab.engine().asked("settings.set").equals("{'history':{'capture_bodies':true}}"));
        fire("#redact-stored");
        await().until(() -> lab.engine().asked("settings.set").equals("{'history':{'redact_stored':true}}"));
    }

    @Test
    void whatTheEngineRefusesGoesBackToWhatItWas() {
        lab.engine().refuse("settings.set", ErrorCode.INVALID_PARAMS, "history_days: too few");
        choose("#history-days", 1);
        lab.awaitText("history_days: too few");
        await().until(() -> Integer.valueOf(30)
                .equals(lab.find("#history-days", ComboBox.class).getValue()));
    }

    @Test
    void withoutTheEngineItsSettingsSayWhyTheyAreStill() throws IOException {
        lab.kill();
        lab.awaitText("These are its settings");
        assertThat(lab.find("#redact-stored", CheckBox.class).isDisabled()).isTrue();
        assertThat(lab.find("#redact-stored", CheckBox.class).getAccessibleHelp())
                .contains("The engine is away");
        lab.revive();
        await().until(() -> !lab.find("#redact-stored", CheckBox.class).isDisabled());
    }

    @Test
    void themeAndLanguageAreRemembered() {
        choose("#theme", "dark");
        await().until(() -> "dark".equals(lab.preferences().get().theme()));
        assertThat(Fx.get(() -> lab.stage().getScene().getRoot().getStyleClass()))
                .contains("weir-dark");
        choose("#language", "de");
        await().until(() -> "de".equals(lab.preferences().get().language()));
        lab.awaitText("The language changes at the next start");
        choose("#language", "");
        await().until(() -> lab.preferences().get().language() == null);
    }

    @Test
    void theFileForTheLoginIsShownBeforeItIsWrittenAndGoesAgain() {
        var file = lab.folder().resolve("config/autostart/weir-ui.desktop");
        fire("#autostart");
        lab.awaitText(file.toString());
        assertThat(lab.shows("[Desktop Entry]")).isTrue();
        assertThat(file).doesNotExist();
        fire("#sheet-cancel");
        assertThat(lab.find("#autostart", CheckBox.class).isSelected()).isFalse();
        fire("#autostart");
        fire("#sheet-go");
        await().until(() ->
                Files.exists(file) && lab.find("#autostart", CheckBox.class).isSelected());
        fire("#autostart");
        await().until(() -> !Files.exists(file));
    }

    @Test
    void theSelfTestSaysWhatIsProvenAndWhatIsNot() throws IOException {
        lab.commandDoes(
                "doctor --json",
                5,
                ScriptedEngine.golden("doctor.response.json").get("result").toString());
        lab.commandDoes(
                "trust verify --json",
                1,
                "[{\"store\":\"system\",\"done\":true,\"words\":\"curl connects\"},"
                        + "{\"store\":\"env\",\"done\":false,\"words\":\"node: refused\"}]");
        fire("#self-test");
        lab.awaitText("The interceptor is connected and capturing");
        lab.awaitText("What helps: weir rules list");
        lab.awaitText("Its programs accept our certificates: system");
        lab.awaitText("Its programs do not accept our certificates: env");
        lab.awaitText("Not tried: a connection of yours to the internet");
        assertThat(lab.shows("1,042 connections were seen")).isTrue();
        fire("#test-flows");
        await().until(() -> lab.shows("web.lab.test"));
    }

    @Test
    void aTestThatCannotBeRunSaysSo() throws IOException {
        lab.commandDoes("", 3, "weir: no Java 25 found");
        fire("#self-test");
        lab.awaitText("The test could not be run");
        lab.awaitText("The stores could not be tried");
        await().until(() -> !lab.find("#self-test", Button.class).isDisabled());
    }

    @Test
    void theReportIsReadBeforeItIsSaved() throws IOException {
        lab.commandDoes("doctor", 0, "ok  all is well at www.example.com\nCookie: a=topsecret\n");
        fire("#report");
        lab.awaitText("all is well at w….e….com");
        var shown = lab.find("#report-text", TextArea.class).getText();
        assertThat(shown)
                .doesNotContain("topsecret")
                .doesNotContain("example.com")
                .contains("\"history_days\" : 30");
        var file = lab.folder().resolve("r.zip");
        Fx.run(() -> ((TextField) lab.stage().getScene().lookup("#report-file")).setText(file.toString()));
        fire("#sheet-go");
        lab.awaitText("Saved: " + file);
        try (var zip = new ZipFile(file.toFile())) {
            assertThat(zip.stream().map(entry -> entry.getName()))
                    .contains("about.txt", "doctor.txt", "weir-settings.json", "latest-flows.txt");
        }
        fire("#report");
        lab.awaitText("all is well");
        Fx.run(() -> ((TextField) lab.stage().getScene().lookup("#report-file")).setText(file.toString()));
        fire("#sheet-go");
        lab.awaitText("Not saved: There is a file of that name.");
    }

    @Test
    void theNetworkIsResetWithTheEngineDead() throws IOException {
        lab.kill();
        fire("#reset-network");
        lab.awaitText("sudo " + lab.folder().resolve("weir-interceptor") + " reset");
        assertThat(lab.commands()).noneMatch(line -> line.contains("reset"));
        fire("#sheet-go");
        await().until(() -> lab.commands().contains("pkexec " + lab.folder().resolve("weir-interceptor") + " reset"));
        lab.awaitText("Everything of Weir is out of the network.");
    }

    @Test
    void whoGivesNoPasswordIsToldTheCommand() throws IOException {
        lab.commandDoes("pkexec ", 126, "dismissed");
        fire("#reset-network");
        fire("#sheet-go");
        lab.awaitText("Not done: dismissed. In a terminal: sudo ");
    }

    @Test
    void stoppingEverythingSwitchesOffAndQuits() {
        fire("#stop-everything");
        assertThat(lab.quits()).isZero();
        fire("#sheet-go");
        await().until(() -> lab.engine().asked("capture.set").equals("{'on':false}"));
        await().until(() -> lab.quits() == 1);
    }

    @Test
    void whenItCannotBeSwitchedOffTheProgramStays() {
        lab.engine().refuse("capture.set", ErrorCode.CAPTURE_FAILED, "the kernel said no");
        fire("#stop-everything");
        fire("#sheet-go");
        lab.awaitText("the kernel said no");
        assertThat(lab.quits()).isZero();
    }
}
