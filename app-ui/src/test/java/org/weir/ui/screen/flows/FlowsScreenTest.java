package org.weir.ui.screen.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weir.api.control.FlowView;
import org.weir.ui.TestFlows;
import org.weir.ui.main.Fx;
import org.weir.ui.main.UiLab;

/** The flow table on a scripted engine: what a user sees, seeks and does. */
class FlowsScreenTest {
    private UiLab lab;

    @BeforeEach
    void start() throws IOException {
        lab = new UiLab();
        lab.engine().answer("exchanges.list", "{'exchanges':[],'more':false}");
        tell(
                TestFlows.refused(2001, "node", "api.lab.test"),
                TestFlows.inspected(2002, "curl", "web.lab.test"),
                TestFlows.open(2003, "python3", "slow.lab.test"));
        lab.go("flows");
        lab.awaitText("5 of 5");
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    private void tell(FlowView... flows) {
        lab.engine().tell(TestFlows.batch(List.of(flows)));
        await().until(() -> lab.connection().flows().stream().anyMatch(flow -> flow.id() == flows[0].id()));
    }

    @SuppressWarnings("unchecked")
    private TableView<Row> table() {
        return lab.find("#flows", TableView.class);
    }

    private void type(String query) {
        Fx.run(() -> lab.find("#query", TextField.class).setText(query));
        lab.settle();
    }

    private void select(long id) {
        Fx.run(() -> table().getItems().stream()
                .filter(row -> row instanceof Row.OfFlow flow && flow.id() == id)
                .findFirst()
                .ifPresent(row -> table().getSelectionModel().select(row)));
        Fx.run(() -> table().requestFocus());
        lab.settle();
    }

    @Test
    void eachFlowHasItsWordAndItsReason() {
        lab.awaitText("Refused");
        assertThat(lab.texts())
                .contains(
                        "node", "api.lab.test", "alert 48 (unknown_ca) after our certificate", "Inspected", "python3");
    }

    @Test
    void newFlowsAppearOnTopAndTheSelectionStays() {
        select(2001);
        tell(TestFlows.flow(3000, "git", "code.lab.test", "pass", null));
        lab.awaitText("code.lab.test");
        var selected = Fx.get(() -> table().getSelectionModel().getSelectedItem());
        assertThat(selected)
                .isInstanceOfSatisfying(
                        Row.OfFlow.class, row -> assertThat(row.id()).isEqualTo(2001));
        assertThat(Fx.get(() -> ((Row.OfFlow) table().getItems().getFirst()).id()))
                .isEqualTo(3000);
    }

    /** Also when the table is told that everything is new. */
    @Test
    void theSelectionOutlastsASearchThatChangesThousandsOfLines() {
        var many = new FlowView[400];
        for (var i = 0; i < many.length; i++) {
            many[i] = TestFlows.flow(4_000 + i, "app" + i % 2, "h.test", "pass", null);
        }
        tell(many);
        lab.awaitText("405 of 405");
        select(4_101);
        type("app:app1");
        lab.awaitText("200 of 405");
        assertThat(Fx.get(() -> table().getSelectionModel().getSelectedItem()))
                .isInstanceOfSatisfying(
                        Row.OfFlow.class, row -> assertThat(row.id()).isEqualTo(4_101));
        type("");
        lab.awaitText("405 of 405");
        assertThat(Fx.get(() -> table().getSelectionModel().getSelectedItem()))
                .isInstanceOfSatisfying(
                        Row.OfFlow.class, row -> assertThat(row.id()).isEqualTo(4_101));
        type("app:app0");
        lab.awaitText("200 of 405");
        assertThat(Fx.get(() -> table().getSelectionModel().isEmpty())).isTrue();
    }

    @Test
    void searchingNarrowsAndSaysWhatItDidNotUnderstand() {
        type("decision:refused");
        lab.awaitText("1 of 5");
        type("decision:refused colour:red");
        lab.awaitText("There is no field “colour”");
        type("app:nobody");
        lab.awaitText("0 of 5 match");
        lab.click("Clear the search");
        lab.awaitText("5 of 5");
    }

    @Test
    void completionWritesTheQuery() {
        Fx.run(() -> lab.find("#query", TextField.class).requestFocus());
        lab.write("app:no");
        lab.settle();
        lab.click("app:node");
        await().until(() ->
                Fx.get(() -> lab.find("#query", TextField.class).getText()).equals("app:node "));
        lab.awaitText("1 of 5");
    }

    @Test
    void theSlashGoesToTheSearchAndLettersAreTypedThere() {
        Fx.run(() -> table().requestFocus());
        lab.press(KeyCode.SLASH);
        lab.write("pib");
        lab.settle();
        assertThat(Fx.get(() -> lab.find("#query", TextField.class).getText())).endsWith("pib");
        assertThat(lab.engine().times("rules.add"))
                .as("p, i and b are letters here")
                .isZero();
    }

    @Test
    void oneKeyDecidesAboutAppAndHostWithAWayBack() {
        select(2001);
        lab.press(KeyCode.I);
        await().until(() -> lab.engine()
                .asked("rules.add")
                .equals("{'rule':{'app':'/usr/bin/node','domain':'api.lab.test','action':'inspect'},'index':0}"));
        lab.undo();
        await().until(() -> lab.engine().asked("rules.remove").equals("{'id':'r2'}"));
        select(2001);
        lab.press(KeyCode.B);
        await().until(() -> lab.engine().asked("rules.add").contains("'action':'block'"));
    }

    @Test
    void theMenuOfARowClosesTheConnection() {
        select(2003);
        var row = Fx.get(() -> table().lookupAll(".table-row-cell").stream()
                .filter(node -> node instanceof TableRow<?> line && line.isSelected())
                .findFirst()
                .orElseThrow());
        lab.hands().rightClickOn(row);
        lab.settle();
        lab.click("Close this connection");
        await().until(() -> lab.engine().asked("flows.close").equals("{'id':2003}"));
    }

    @Test
    void theMenuOpensAgainAfterItWasOpenedOverNothing() {
        Fx.run(() -> {
            table().getSelectionModel().clearSelection();
            table().getContextMenu().show(table(), 10, 10);
        });
        lab.awaitText("Select a flow first");
        Fx.run(() -> table().getContextMenu().hide());
        select(2003);
        Fx.run(() -> table().getContextMenu().show(table(), 10, 10));
        lab.awaitText("Close this connection");
    }

    @Test
    void frozenTheTableStandsStillAndSaysWhatWaits() {
        Fx.run(() -> table().requestFocus());
        lab.press(KeyCode.SPACE);
        tell(TestFlows.flow(3000, "git", "code.lab.test", "pass", null));
        lab.awaitText("1 new flow waits");
        assertThat(lab.shows("code.lab.test")).isFalse();
        Fx.run(() -> table().requestFocus());
        lab.press(KeyCode.SPACE);
        lab.awaitText("code.lab.test");
    }

    @Test
    void groupsShowWhatIsInThem() {
        Fx.run(() -> {
            @SuppressWarnings("unchecked")
            var group =
                    (javafx.scene.control.ComboBox<Grouping>) lab.find("#group", javafx.scene.control.ComboBox.class);
            group.setValue(Grouping.DOMAIN);
        });
        lab.awaitText("5 flows, 2 open");
        assertThat(lab.texts()).contains("lab.test");
    }

    @Test
    void detailsSayWhyAndLeadToTheRule() {
        select(2001);
        lab.press(KeyCode.ENTER);
        lab.awaitText("node  →  api.lab.test:443");
        lab.awaitText("/usr/bin/node");
        assertThat(lab.shows("Rule r2")).isTrue();
        lab.click("TLS");
        lab.awaitText("The app did not accept Weir’s certificate.");
        lab.awaitText("TLSv1.3 TLS_AES_128_GCM_SHA256");
        lab.press(KeyCode.ESCAPE);
        lab.awaitNoText("node  →  api.lab.test:443");
    }

    @Test
    void requestsOfAnInspectedFlowAreReadable() throws IOException {
        lab.engine()
                .answer(
                        "exchanges.list",
                        org.weir.testkit.control.ScriptedEngine.golden("exchanges.list.response.json")
                                .get("result"))
                .answer(
                        "exchanges.body",
                        "{'data':'"
                                + java.util.Base64.getEncoder()
                                        .encodeToString(
                                                "{\"a\":[1,2]}".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                                + "','captured':11}");
        select(2002);
        lab.press(KeyCode.ENTER);
        lab.click("Requests");
        lab.click("/form?token=[redacted]");
        lab.awaitText("HTTP/1.1 200 OK");
        lab.click("Copy as curl command");
        await().until(() -> lab.commands().stream().anyMatch(line -> line.startsWith("curl ")));
    }

    @Test
    void aFlowCanBeCopiedAsJson() {
        select(2001);
        var row = Fx.get(() -> table().lookupAll(".table-row-cell").stream()
                .filter(node -> node instanceof TableRow<?> line && line.isSelected())
                .findFirst()
                .orElseThrow());
        lab.hands().rightClickOn(row);
        lab.settle();
        lab.click("Copy as JSON");
        await().until(() -> Fx.get(
                        () -> String.valueOf(Clipboard.getSystemClipboard().getString()))
                .contains("\"id\" : 2001"));
    }

    @Test
    void theArchiveIsWrittenByTheCommand() throws IOException {
        var actions = new FlowActions(lab.desk());
        Fx.run(() -> actions.exportHar(TestFlows.flow(7), new java.io.File("/tmp/weir-ui-test.har")));
        await().until(() -> lab.commands().contains("har -o /tmp/weir-ui-test.har --flow 7"));
        lab.awaitText("Written: /tmp/weir-ui-test.har");
    }

    @Test
    void aSavedSearchComesBack() {
        type("app:node");
        lab.awaitText("1 of 5");
        Fx.run(() -> lab.find("#filters", javafx.scene.control.MenuButton.class).show());
        lab.click("Save this search");
        type("");
        lab.awaitText("5 of 5");
        Fx.run(() -> lab.find("#filters", javafx.scene.control.MenuButton.class).show());
        lab.click("app:node");
        lab.awaitText("1 of 5");
    }
}
