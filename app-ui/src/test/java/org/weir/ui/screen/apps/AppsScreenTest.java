package org.weir.ui.screen.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;
import org.weir.ui.TestFlows;
import org.weir.ui.main.Fx;
import org.weir.ui.main.UiLab;

/** The cards on a scripted engine: what is known of an app, and what its switches ask of the engine. */
class AppsScreenTest {
    private static final String NO_RULES = "{'rules':[],'revision':7,'problems':[]}";
    private static final String OF_CURL = "{'rules':[{'id':'r5','enabled':true,'app':'/usr/bin/curl','user':null,"
            + "'domain':null,'cidr':null,'port':null,'protocol':null,'action':'inspect','target':null,'note':null}],"
            + "'revision':8,'problems':[]}";

    private UiLab lab;

    @BeforeEach
    void start() throws IOException {
        lab = new UiLab();
        rules(NO_RULES);
        lab.engine()
                .tell(TestFlows.batch(List.of(
                        TestFlows.open(2001, "node", "api.lab.test"),
                        TestFlows.flow(2002, "git", "x.test", "pass", null))));
        lab.go("apps");
        lab.awaitText("/usr/bin/git");
        lab.awaitText("/usr/bin/curl");
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    private void rules(String listing) {
        lab.engine().answer("rules.list", listing);
        var changed = RpcCodec.json().createObjectNode().put("jsonrpc", "2.0").put("method", "rules.changed");
        changed.putObject("params").put("revision", listing.equals(OF_CURL) ? 8 : 7);
        lab.engine().tell(changed);
        await().until(() -> lab.connection().snapshot().rules().revision() == (listing.equals(OF_CURL) ? 8 : 7));
    }

    private ToggleButton choice(String spoken) {
        return Fx.get(() -> lab.stage().getScene().getRoot().lookupAll(".toggle-button").stream()
                .map(ToggleButton.class::cast)
                .filter(button -> spoken.equals(button.getAccessibleText()))
                .findFirst()
                .orElseThrow());
    }

    private void click(String spoken) {
        // Cards that are about to be made anew are not clicked.
        lab.awaitIdle();
        lab.hands().clickOn(choice(spoken));
        lab.settle();
    }

    @Test
    void eachAppHasACardWithWhatItDid() {
        assertThat(lab.texts()).contains("node", "git", "curl");
        assertThat(lab.shows("1 connection, 1 open")).isTrue();
        assertThat(lab.shows("It runs programs of others")).as("node").isTrue();
        assertThat(lab.shows("1 remembered refusal"))
                .as("curl, in the golden inbox")
                .isTrue();
    }

    @Test
    void aChoiceMakesARuleBehindNarrowerOnes() {
        click("git: Inspect");
        await().until(() ->
                lab.engine().asked("rules.add").equals("{'rule':{'app':'/usr/bin/git','action':'inspect'},'index':0}"));
        lab.awaitText("From now on, new connections of git are inspected.");
        lab.undo();
        await().until(() -> lab.engine().asked("rules.remove").equals("{'id':'r2'}"));
    }

    @Test
    void anotherChoiceReplacesTheRuleAndNoneRemovesIt() {
        rules(OF_CURL);
        Fx.run(() -> lab.find("#apps-search", TextField.class).setText("curl"));
        lab.settle();
        await().until(() -> choice("curl: Inspect").isSelected());
        click("curl: Block");
        await().until(() -> lab.engine().asked("rules.replace").contains("'id':'r5'")
                && lab.engine().asked("rules.replace").contains("'action':'block'"));
        click("curl: As the rules say");
        await().until(() -> lab.engine().asked("rules.remove").equals("{'id':'r5'}"));
        lab.awaitText("No rule for curl as a whole any more.");
        lab.undo();
        await().until(() -> lab.engine().asked("rules.add").contains("'action':'inspect'"));
    }

    @Test
    void theKeysAreForTheCardThatHasTheFocus() {
        Fx.run(() -> choice("git: As the rules say").requestFocus());
        lab.press(KeyCode.P);
        await().until(() ->
                lab.engine().asked("rules.add").equals("{'rule':{'app':'/usr/bin/git','action':'pass'},'index':0}"));
        lab.press(KeyCode.B);
        await().until(() -> lab.engine().asked("rules.add").contains("'action':'block'"));
        lab.press(KeyCode.I);
        await().until(() -> lab.engine().asked("rules.add").contains("'action':'inspect'"));
    }

    @Test
    void aRefusedChoiceGoesBack() {
        lab.engine().refuse("rules.add", ErrorCode.INVALID_PARAMS, "there are 10000 rules already");
        click("git: Block");
        lab.awaitText("Not done: there are 10000 rules already");
        assertThat(choice("git: As the rules say").isSelected()).isTrue();
    }

    @Test
    void theSearchAndTheOrder() {
        lab.press(KeyCode.CONTROL, KeyCode.F);
        lab.write("git");
        lab.settle();
        lab.awaitNoText("/usr/bin/node");
        Fx.run(() -> lab.find("#apps-search", TextField.class).setText("nobody"));
        lab.awaitText("No app is called that");
        Fx.run(() -> lab.find("#apps-search", TextField.class).clear());
        for (var by : Sorting.values()) {
            Fx.run(() -> {
                @SuppressWarnings("unchecked")
                var box = (ComboBox<Sorting>) lab.find("#apps-sorting", ComboBox.class);
                box.setValue(by);
            });
            lab.awaitText("/usr/bin/git");
        }
    }

    @Test
    void theLinksLeadToFlowsAndInbox() {
        Fx.run(() -> lab.find("#apps-search", TextField.class).setText("curl"));
        lab.settle();
        lab.click("1 remembered refusal");
        lab.awaitText("curl to lab.test");
        lab.go("apps");
        lab.click("Its connections");
        await().until(() ->
                Fx.get(() -> lab.find("#query", TextField.class).getText()).equals("app:/usr/bin/curl"));
    }

    @Test
    void withoutAnEngineNothingCanBeChosen() throws IOException {
        lab.kill();
        lab.awaitText("nothing can be changed until it is back");
        assertThat(choice("git: Inspect").isDisabled()).isTrue();
    }
}
