package org.weir.ui.screen.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
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

/** The table of rules on a scripted engine: what is shown, and what every control asks of the engine. */
class RulesScreenTest {
    private static final String RULES = "{'rules':["
            + "{'id':'r1','enabled':true,'app':'cur*','action':'block','note':'why not'},"
            + "{'id':'r2','enabled':true,'app':'curl','domain':'*.lab.test','action':'inspect'},"
            + "{'id':'r3','enabled':false,'domain':'*.bank.test','action':'pass','note':'preset:banks-and-payment'}],"
            + "'revision':77,'problems':[]}";

    @TempDir
    private Path folder;

    private UiLab lab;

    @BeforeEach
    void start() throws IOException {
        lab = new UiLab();
        rules(RULES, 77);
        lab.engine().answer("rules.hits", "{'hits':[{'id':'r1','count':4321}]}");
        lab.go("rules");
        lab.awaitText("4,321");
        await().until(() -> keys().contains("h1"));
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    private void rules(String listing, long revision) {
        lab.engine().answer("rules.list", listing);
        var changed = RpcCodec.json().createObjectNode().put("jsonrpc", "2.0").put("method", "rules.changed");
        changed.putObject("params").put("revision", revision);
        lab.engine().tell(changed);
        await().until(() -> lab.connection().snapshot().rules().revision() == revision);
        lab.settle();
    }

    @SuppressWarnings("unchecked")
    private TableView<Line> table() {
        return lab.find("#rules", TableView.class);
    }

    private List<String> keys() {
        return Fx.get(() -> table().getItems().stream().map(Line::key).toList());
    }

    private String selected() {
        return Fx.get(() -> {
            var line = table().getSelectionModel().getSelectedItem();
            return line == null ? "" : line.key();
        });
    }

    private void select(String key) {
        Fx.run(() -> {
            lab.desk().navigator().go("rules", key);
            table().requestFocus();
        });
        lab.settle();
        assertThat(selected()).isEqualTo(key);
    }

    private void asked(String method, String params) {
        await().alias(params).until(() -> lab.engine().asked(method), params::equals);
    }

    private void type(String field, String text) {
        Fx.run(() -> lab.find("#" + field, TextField.class).setText(text));
        lab.settle();
    }

    @SuppressWarnings("unchecked")
    private void choose(String box, String word) {
        Fx.run(() -> ((ComboBox<String>) lab.find("#" + box, ComboBox.class)).setValue(word));
        lab.settle();
    }

    @Test
    void rulesAndExceptionsStandInOneTable() {
        assertThat(keys()).startsWith("r1", "r2", "r3", "h1", "h2").anyMatch(key -> key.startsWith("x"));
        assertThat(lab.texts())
                .contains("Block", "Inspect", "cur*", "*.lab.test", "answer 503", "preset banks-and-payment")
                .contains("you: why not", "your decision", "Connections (3)", "HTTP (2)", "Exceptions (2)");
    }

    @Test
    void aRuleThatNeverDecidesIsFlagged() {
        select("r2");
        lab.awaitText("It never decides: rule r1 before it matches everything that it matches.");
        select("r1");
        lab.awaitNoText("It never decides");
    }

    @Test
    void theSwitchTurnsARuleOff() {
        var box = Fx.get(() -> table().lookupAll(".check-box").stream()
                .map(CheckBox.class::cast)
                .filter(each -> "Rule r1 is on".equals(each.getAccessibleText()))
                .findFirst()
                .orElseThrow());
        lab.hands().clickOn(box);
        lab.settle();
        await().until(() -> lab.engine().asked("rules.replace").contains("'id':'r1','enabled':false"));
        lab.awaitText("Rule r1 is off.");
        select("h1");
        lab.press(KeyCode.SPACE);
        await().until(() -> lab.engine().asked("http.rules.replace").contains("'id':'h1','enabled':false"));
    }

    @Test
    void rulesAreMovedByKeyAndByButton() {
        select("r2");
        lab.press(KeyCode.ALT, KeyCode.UP);
        asked("rules.move", "{'id':'r2','index':0}");
        lab.awaitText("Rule r2 is number 1 now.");
        lab.undo();
        asked("rules.move", "{'id':'r2','index':1}");
        lab.click("Later");
        asked("rules.move", "{'id':'r2','index':2}");
        select("h2");
        lab.click("Earlier");
        asked("http.rules.move", "{'id':'h2','index':0}");
    }

    /** The one that is seen: the table keeps others for measuring. */
    private TableRow<?> row(String key) {
        return Fx.get(() -> table().lookupAll(".table-row-cell").stream()
                .filter(Node::isVisible)
                .filter(TableRow.class::isInstance)
                .map(node -> (TableRow<?>) node)
                .filter(row -> row.getItem() instanceof Line line && line.key().equals(key))
                .findFirst()
                .orElseThrow());
    }

    @Test
    void aLineIsDraggedWithThePointer() {
        lab.hands().drag(row("r2"), row("r1"));
        lab.settle();
        asked("rules.move", "{'id':'r2','index':0}");
    }

    @Test
    void aRuleIsRemovedAndComesBack() {
        select("r1");
        lab.press(KeyCode.DELETE);
        asked("rules.remove", "{'id':'r1'}");
        lab.undo();
        asked("rules.add", "{'rule':{'app':'cur*','action':'block','note':'why not'},'index':0}");
        select("h2");
        lab.click("Remove");
        asked("http.rules.remove", "{'id':'h2'}");
    }

    @Test
    void anExceptionIsForgottenOrTriedAgain() {
        select("x77aa0c12fe");
        lab.click("Forget");
        asked("approvals.decide", "{'id':'77aa0c12fe','decision':'forget','scope':'domain'}");
        select("x5d1f3c90ab");
        lab.click("Forget");
        asked("approvals.decide", "{'id':'5d1f3c90ab','decision':'try-once'}");
        lab.undo();
        asked("approvals.undo", "{'undo':3}");
        lab.click("Decide");
        lab.awaitText("curl to lab.test");
    }

    @Test
    void aNewRuleIsWrittenInTheForm() {
        lab.click("Add a rule");
        type("form-app", "firefox");
        type("form-domain", "*.example.com");
        choose("form-action", "reroute");
        type("form-target", "socks5://192.0.2.1:1080");
        lab.click("Add the rule");
        asked(
                "rules.add",
                "{'rule':{'app':'firefox','domain':'*.example.com','action':'reroute',"
                        + "'target':'socks5://192.0.2.1:1080'},'index':0}");
        lab.awaitNoText("New rule for connections");
        lab.press(KeyCode.N);
        choose("form-refusal", "block");
        lab.click("Add the rule");
        asked("rules.add", "{'rule':{'action':'inspect','on_refusal':'block'},'index':0}");
    }

    @Test
    void whatTheEngineRefusesStaysInTheForm() {
        lab.engine().refuse("rules.add", ErrorCode.INVALID_PARAMS, "port: '99999' is no port");
        lab.press(KeyCode.N);
        type("form-port", "99999");
        lab.click("Add the rule");
        lab.awaitText("Not done: port: '99999' is no port");
        assertThat(lab.shows("New rule for connections")).isTrue();
        lab.click("Cancel");
        lab.awaitNoText("New rule for connections");
    }

    @Test
    void aRuleIsChangedInTheForm() {
        select("r2");
        lab.press(KeyCode.ENTER);
        lab.awaitText("Change rule r2");
        assertThat(Fx.get(() -> lab.find("#form-domain", TextField.class).getText()))
                .isEqualTo("*.lab.test");
        type("form-port", "8443");
        lab.click("Save the change");
        await().until(() -> lab.engine().asked("rules.replace").contains("'id':'r2'")
                && lab.engine().asked("rules.replace").contains("'port':'8443'"));
    }

    @Test
    void aConnectionIsTestedWithoutBeingMade() {
        lab.press(KeyCode.T);
        type("test-app", "/usr/bin/curl");
        type("test-host", "web.lab.test");
        type("test-port", "4x3");
        lab.click("Which rule decides?");
        lab.awaitText("“4x3” is no port.");
        type("test-port", "443");
        lab.click("Which rule decides?");
        asked("rules.test", "{'app':'/usr/bin/curl','host':'web.lab.test','port':443}");
        lab.awaitText("Pass through: rule r1: app curl. The kernel leaves such a connection alone");
        lab.click("Show the rule");
        await().until(() -> selected().equals("r1"));
    }

    @Test
    void aPresetBecomesRulesAndGoesAgain() {
        lab.click("Presets");
        lab.awaitText("Updates of systems and package managers");
        Fx.run(() -> lab.find("#preset-os-updates", Button.class).fire());
        asked("rules.add", "{'rule':{'domain':'snapcraft.io','action':'pass','note':'preset:os-updates'},'index':1}");
        assertThat(lab.engine().times("rules.add")).isEqualTo(2);
        lab.awaitText("2 domains pass through from now on.");
        Fx.run(() -> lab.find("#preset-banks-and-payment", Button.class).fire());
        asked("rules.remove", "{'id':'r3'}");
    }

    @Test
    void rulesAreExportedAndImported() throws IOException {
        var file = folder.resolve("rules.json");
        var exchange = new RuleExchange(lab.desk());
        Fx.run(() -> exchange.write(lab.connection().snapshot().rules().rules(), List.of(), file.toFile()));
        lab.awaitText("3 rules written");
        assertThat(RuleFile.read(Files.readString(file)).rules()).hasSize(3);
        Fx.run(() -> exchange.read(file.toFile()));
        lab.awaitText("3 rules were added behind the others.");
        assertThat(lab.engine().times("rules.add")).isEqualTo(3);
        assertThat(lab.engine().asked("rules.add")).doesNotContain("index");
        Files.writeString(file, "no rules");
        Fx.run(() -> exchange.read(file.toFile()));
        lab.awaitText("That file was not imported");
        lab.engine().refuse("rules.add", ErrorCode.INVALID_PARAMS, "action: unknown action 'alow'");
        Files.writeString(file, "{\"version\":1,\"rules\":[{\"action\":\"alow\"}]}");
        Fx.run(() -> exchange.read(file.toFile()));
        lab.awaitText("Rule number 1 of the file was not taken");
    }

    @Test
    void thePartsAndTheSearchNarrow() {
        lab.click("HTTP (2)");
        assertThat(keys()).containsExactly("h1", "h2");
        lab.click("Exceptions (2)");
        assertThat(keys()).hasSize(2);
        lab.click("Connections (3)");
        lab.press(KeyCode.CONTROL, KeyCode.F);
        lab.write("bank");
        lab.settle();
        assertThat(keys()).containsExactly("r3");
        type("rules-search", "nothing like it");
        lab.awaitText("No rule is like that");
    }

    @Test
    void withoutRulesTheDefaultIsExplained() {
        lab.engine().answer("http.rules.list", "{'rules':[],'revision':78,'problems':[]}");
        lab.engine().answer("approvals.list", "{'items':[],'total':0,'pending':0}");
        lab.engine()
                .tell(RpcCodec.json()
                        .readTree("{\"jsonrpc\":\"2.0\",\"method\":\"approvals.changed\",\"params\":{\"pending\":0}}"));
        rules("{'rules':[],'revision':78,'problems':['line 3: unknown action']}", 78);
        lab.awaitText("Defaults only");
        lab.awaitText("line 3: unknown action");
    }

    @Test
    void withoutAnEngineNothingCanBeChanged() throws IOException {
        select("r1");
        lab.kill();
        lab.awaitText("nothing can be changed until it is back");
        for (var button : List.of("#rules-do-add", "#rules-do-remove", "#rules-do-later", "#rules-do-import")) {
            assertThat(Fx.get(() -> lab.find(button, Button.class).isDisabled()))
                    .as(button)
                    .isTrue();
        }
        var before = lab.engine().times("rules.remove");
        lab.press(KeyCode.DELETE);
        assertThat(lab.engine().times("rules.remove")).isEqualTo(before);
    }
}
