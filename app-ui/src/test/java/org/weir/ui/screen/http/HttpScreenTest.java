package org.weir.ui.screen.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;
import org.weir.ui.main.Fx;
import org.weir.ui.main.UiLab;
import org.weir.ui.screen.RuleExchange;
import org.weir.ui.screen.RuleFile;

/** The list of HTTP rules on a scripted engine: what is said of them, and what every control asks of the engine. */
class HttpScreenTest {
    private static final String RULES = "{'rules':["
            + "{'id':'h1','enabled':true,'app':'curl','actions':[{'action':'answer','status':503}]},"
            + "{'id':'h2','enabled':true,'domain':'*.lab.test','method':'GET','note':'for the demo','actions':["
            + "{'action':'set-response-header','name':'X-A','value':'1'},"
            + "{'action':'replace-response','find':'a+','value':'','regex':true}]},"
            + "{'id':'h3','enabled':false,'actions':[{'action':'inject-style','file':'/tmp/x.css'}]},"
            + "{'id':'h4','enabled':true,'actions':[{'action':'teleport','target':'x'}]}],"
            + "'revision':77,'problems':['HTTP rule h3 is not applied: /tmp/x.css is gone','line 3: odd']}";

    @TempDir
    private Path folder;

    private UiLab lab;

    @BeforeEach
    void start() throws IOException {
        lab = new UiLab();
        rules(RULES);
        lab.go("http");
        await().until(() -> ids().equals(List.of("h1", "h2", "h3", "h4")));
        lab.settle();
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    private int revision = 76;

    private void rules(String listing) {
        revision++;
        lab.engine().answer("http.rules.list", listing);
        lab.engine().answer("rules.list", "{'rules':[],'revision':" + revision + ",'problems':[]}");
        var changed = RpcCodec.json().createObjectNode().put("jsonrpc", "2.0").put("method", "rules.changed");
        changed.putObject("params").put("revision", revision);
        lab.engine().tell(changed);
        await().until(() -> lab.connection().snapshot().rules().revision() == revision);
        lab.settle();
    }

    @SuppressWarnings("unchecked")
    private ListView<RuleBook.Entry> list() {
        return lab.find("#http-rules", ListView.class);
    }

    private List<String> ids() {
        return Fx.get(
                () -> list().getItems().stream().map(entry -> entry.rule().id()).toList());
    }

    private String selected() {
        return Fx.get(() -> {
            var entry = list().getSelectionModel().getSelectedItem();
            return entry == null ? "" : entry.rule().id();
        });
    }

    private void select(String id) {
        Fx.run(() -> lab.desk().navigator().go("http", id));
        lab.settle();
        assertThat(selected()).isEqualTo(id);
    }

    private void asked(String method, String params) {
        await().alias(params).until(() -> lab.engine().asked(method), params::equals);
    }

    private ListCell<?> cell(String id) {
        return Fx.get(() -> list().lookupAll(".list-cell").stream()
                .filter(Node::isVisible)
                .map(node -> (ListCell<?>) node)
                .filter(cell -> cell.getItem() instanceof RuleBook.Entry entry
                        && entry.rule().id().equals(id))
                .findFirst()
                .orElseThrow());
    }

    @Test
    void whatARuleDoesIsASentence() {
        assertThat(lab.texts())
                .contains(
                        "Answers with 503 in the server’s place.",
                        "App: curl",
                        "Sets the response header X-A to “1”, then removes /a+/ from the response.",
                        "Domain: *.lab.test · Method: GET",
                        "Note: for the demo",
                        "Every inspected request",
                        "Not applied: /tmp/x.css is gone",
                        "line 3: odd",
                        "Teleport.");
        assertThat(cell("h3").getAccessibleText())
                .startsWith("Rule h3, off. Puts the style sheet /tmp/x.css into pages. Every inspected request");
    }

    @Test
    void withoutARuleThatInspectsNothingOfThisHappens() {
        lab.awaitText("None of this happens yet");
        lab.click("Rules for connections");
        lab.awaitText("Test a connection");
    }

    @Test
    void theSwitchTurnsARuleOff() {
        var box = (CheckBox) Fx.get(() -> cell("h1").lookup(".check-box"));
        lab.hands().clickOn(box);
        await().until(() -> lab.engine().asked("http.rules.replace").contains("'id':'h1','enabled':false"));
        lab.awaitText("Rule h1 is off.");
        lab.undo();
        await().until(() -> lab.engine().asked("http.rules.replace").contains("'id':'h1','enabled':true"));
        select("h3");
        lab.press(KeyCode.SPACE);
        await().until(() -> lab.engine().asked("http.rules.replace").contains("'id':'h3','enabled':true"));
    }

    @Test
    void rulesAreMovedByKeyByButtonAndByPointer() {
        select("h2");
        lab.press(KeyCode.ALT, KeyCode.UP);
        asked("http.rules.move", "{'id':'h2','index':0}");
        lab.undo();
        asked("http.rules.move", "{'id':'h2','index':1}");
        lab.click("Later");
        asked("http.rules.move", "{'id':'h2','index':2}");
        lab.hands().drag(cell("h3"), cell("h1"));
        asked("http.rules.move", "{'id':'h3','index':0}");
    }

    @Test
    void aRuleIsRemovedCopiedAndComesBack() {
        select("h1");
        lab.press(KeyCode.DELETE);
        asked("http.rules.remove", "{'id':'h1'}");
        lab.undo();
        asked("http.rules.add", "{'rule':{'app':'curl','actions':[{'action':'answer','status':503}]},'index':0}");
        lab.press(KeyCode.D);
        asked(
                "http.rules.add",
                "{'rule':{'enabled':false,'app':'curl','actions':[{'action':'answer','status':503}]},'index':1}");
        lab.awaitText("is a copy of h1. It is off.");
    }

    @Test
    void httpRulesGoIntoAFileAndComeBack() throws IOException {
        var file = folder.resolve("rules.json");
        var exchange = new RuleExchange(lab.desk());
        var rules = Fx.get(
                () -> list().getItems().stream().map(RuleBook.Entry::rule).toList());
        Fx.run(() -> exchange.write(List.of(), rules, file.toFile()));
        lab.awaitText("4 rules written");
        var read = RuleFile.read(Files.readString(file));
        assertThat(read.rules()).isEmpty();
        assertThat(read.http()).hasSize(4);
        Fx.run(() -> exchange.read(file.toFile()));
        lab.awaitText("4 rules were added behind the others.");
        assertThat(lab.engine().times("http.rules.add")).isEqualTo(4);
    }

    @Test
    void theSearchNarrows() {
        lab.press(KeyCode.CONTROL, KeyCode.F);
        lab.write("demo");
        lab.settle();
        assertThat(ids()).containsExactly("h2");
        Fx.run(() -> lab.find("#http-search", TextField.class).setText("nothing like it"));
        lab.awaitText("No rule is like that");
    }

    @Test
    void whatTheWindowDoesNotKnowItDoesNotChange() {
        select("h4");
        lab.press(KeyCode.ENTER);
        lab.awaitText("Rule h4 does something that this window does not know.");
    }

    @Test
    void withoutAnEngineWhatIsKnownStaysAndNothingIsChanged() throws IOException {
        select("h1");
        lab.kill();
        lab.awaitText("nothing can be changed until it is back");
        assertThat(ids()).hasSize(4);
        for (var button : List.of("remove", "later", "duplicate", "try", "import")) {
            assertThat(Fx.get(() -> lab.find("#http-do-" + button, Button.class).isDisabled()))
                    .as(button)
                    .isTrue();
        }
        lab.press(KeyCode.DELETE);
        assertThat(lab.engine().times("http.rules.remove")).isZero();
        lab.revive();
        await().until(() -> ids().equals(List.of("h1", "h2")));
    }

    @Test
    void anAnswerThatIsNotUnderstoodIsSaidAndAskedAgain() {
        lab.engine().answer("http.rules.list", "7");
        lab.press(KeyCode.F5);
        await().until(() -> lab.texts().stream().anyMatch(text -> text != null && text.startsWith("Not done: ")));
        assertThat(ids()).hasSize(4);
        lab.engine().answer("http.rules.list", RULES);
        await().pollInterval(Duration.ofMillis(100)).until(() -> {
            lab.press(KeyCode.F5);
            lab.settle();
            return !lab.shows("Not done: ");
        });
    }

    @Test
    void whatTheRulesWouldDoIsTried() {
        lab.engine()
                .answer(
                        "http.rules.test",
                        "{'outcome':'forward','changes':[{'rule':'h2','what':'set response header X-A'}],"
                                + "'inspected':false,'reason':'no rule matched'}");
        select("h2");
        lab.press(KeyCode.T);
        assertThat(Fx.get(() -> lab.find("#try-url", TextField.class).getText()))
                .isEqualTo("https://www.lab.test/");
        Fx.run(() -> lab.find("#try-app", TextField.class).setText("curl"));
        lab.press(KeyCode.CONTROL, KeyCode.ENTER);
        asked("http.rules.test", "{'url':'https://www.lab.test/','method':'GET','app':'curl'}");
        lab.awaitText("The request goes to its server.");
        lab.awaitText("such a connection is not inspected (no rule matched)");
        lab.awaitText("set response header X-A");
        lab.engine().refuse("http.rules.test", ErrorCode.INVALID_PARAMS, "user: there is no user 'x'");
        Fx.run(() -> lab.find("#try-ask", Button.class).fire());
        lab.awaitText("The engine says: there is no user ‘x’".replace('‘', '\'').replace('’', '\''));
        Fx.run(() -> lab.find("#try-url", TextField.class).setText("lab.test"));
        Fx.run(() -> lab.find("#try-ask", Button.class).fire());
        lab.awaitText("It begins with http:// or https://");
    }

    @Test
    void theRulesScreenLeadsHereForHttpRules() {
        lab.go("rules");
        lab.awaitText("answer 503");
        Fx.run(() -> lab.desk().navigator().go("rules", "h2"));
        lab.click("Change");
        lab.awaitText("Answers with 503");
        assertThat(selected()).isEqualTo("h2");
    }
}
