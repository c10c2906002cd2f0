package org.weir.ui.screen.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weir.api.rpc.RpcCodec;
import org.weir.testkit.control.ScriptedEngine;
import org.weir.ui.main.UiLab;

class HomeScreenTest {
    private UiLab lab;

    @BeforeEach
    void start() throws IOException {
        lab = new UiLab();
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    private void status(String state, String more) {
        var status = "{'protocol':1,'version':'0.1.0','state':'" + state + "','wanted':'on','mode':'open',"
                + "'interceptor':{'connected':true,'state':'capturing','attribution':'full','version':'1'},"
                + "'flows':{'open':0,'total':9,'passed':5,'blocked':1,'rerouted':0,'inspected':3,'bytes_up':0,"
                + "'bytes_down':0},'rules':{'count':0,'revision':0},'uptime_ms':1000,'pid':1" + more + "}";
        lab.engine().answer("status", status);
    }

    @Test
    void theStateInOneSentence() {
        lab.awaitText("Connections are captured and shown; none is decrypted.");
        status("cannot-intercept", "");
        lab.awaitText("There is no interceptor, so connections go direct. Your network works.");
    }

    @Test
    void pausingFromTheMenuAsksTheEngine() {
        lab.click("Pause");
        lab.click("Pause for 15 minutes");
        await().until(() -> lab.engine().asked("capture.set").equals("{'on':false,'pause_seconds':900}"));
        lab.awaitText("Paused. New connections go direct until then.");
    }

    @Test
    void pausingUntilRestartAsksTheEngineAndIsShown() {
        lab.click("Pause");
        lab.click("Pause until Weir restarts");
        await().until(() -> lab.engine().asked("capture.set").equals("{'on':false,'until_restart':true}"));
        lab.awaitText("Paused until Weir restarts. New connections go direct until then.");
        status("paused", ",'resume_at_ms':null");
        lab.awaitText("Paused until restart");
        lab.awaitText("Nothing is captured until you resume it, or until Weir is started anew.");
        lab.click("Resume now");
        await().until(() -> lab.engine().asked("capture.set").equals("{'on':true}"));
    }

    @Test
    void aPauseCanBeEnded() {
        status("paused", ",'resume_at_ms':4102444800000");
        lab.click("Resume now");
        await().until(() -> lab.engine().asked("capture.set").equals("{'on':true}"));
    }

    @Test
    void whenItIsOffItCanBeTurnedOn() {
        status("off", "");
        lab.click("Turn on");
        await().until(() -> lab.engine().asked("capture.set").equals("{'on':true}"));
    }

    @Test
    void connectionsOfTheMinuteAreCounted() throws IOException {
        var golden = ScriptedEngine.golden("status.response.json").get("result").toString();
        lab.engine()
                .answer(
                        "status",
                        RpcCodec.json()
                                .readTree(golden.replace("\"total\":1042", "\"total\":1049")
                                        .replace("\"passed\":1030", "\"passed\":1035")
                                        .replace("\"blocked\":8", "\"blocked\":10")));
        await().atMost(Duration.ofSeconds(5))
                .until(() -> lab.texts().contains("5") && lab.texts().contains("2"));
    }

    @Test
    void whoWaitsForADecisionIsShown() {
        lab.awaitText("curl to lab.test");
        assertThat(lab.shows("does not know the authority behind our certificate"))
                .isTrue();
    }

    @Test
    void problemsAreShownAfterSomeSecondsWithWhatHelps() {
        lab.engine()
                .answer(
                        "doctor",
                        "{'checks':[{'id':'a','severity':'ok','title':'Fine','detail':''},"
                                + "{'id':'x','severity':'error','title':'New connections go direct','detail':'why',"
                                + "'fix':'weir on'}]}");
        lab.press(javafx.scene.input.KeyCode.F5);
        await().atMost(Duration.ofSeconds(15)).until(() -> lab.shows("New connections go direct"));
        assertThat(lab.shows("Fine")).isFalse();
        lab.click("Turn on");
        await().until(() -> lab.engine().asked("capture.set").equals("{'on':true}"));
    }
}
