package org.weir.ui.screen.approvals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weir.api.control.Approvals;
import org.weir.api.rpc.ErrorCode;
import org.weir.ui.main.Fx;
import org.weir.ui.main.UiLab;

/** The inbox on a scripted engine: what is said about a refusal, and what each decision asks of the engine. */
class ApprovalsScreenTest {
    private UiLab lab;

    @BeforeEach
    void start() throws IOException {
        lab = new UiLab();
        Inbox.tell(
                lab.engine(),
                Inbox.open("n1", "node", "lab.test"),
                Inbox.open("g1", "git", "code.test"),
                Inbox.watched("w1", "curl", "maybe.test"),
                Inbox.kept("k1", "python3", "old.test"));
        await().until(() -> lab.connection().snapshot().approvals().items().size() == 4);
        lab.go("approvals");
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    @SuppressWarnings("unchecked")
    private TableView<Approvals.Item> table() {
        return lab.find("#inbox", TableView.class);
    }

    private List<String> rows() {
        return Fx.get(() -> table().getItems().stream().map(Approvals.Item::id).toList());
    }

    private List<String> selected() {
        return Fx.get(() -> table().getSelectionModel().getSelectedItems().stream()
                .map(Approvals.Item::id)
                .toList());
    }

    private void select(String id) {
        Fx.run(() -> {
            lab.desk().navigator().go("approvals", id);
            table().requestFocus();
        });
        lab.settle();
    }

    @SuppressWarnings("unchecked")
    private void choose(String box, String word) {
        Fx.run(() -> ((ComboBox<String>) lab.find("#" + box, ComboBox.class)).setValue(word));
        lab.settle();
    }

    private void asked(String params) {
        await().alias(params).until(() -> lab.engine().asked("approvals.decide"), params::equals);
    }

    @Test
    void eachEntrySaysWhoRefusedAndWhyAndHowSureThatIs() {
        assertThat(rows()).containsExactly("n1", "g1", "w1");
        // In a narrow window the column is left out, and the card says it.
        javafx.application.Platform.runLater(() -> lab.stage().setWidth(1_400));
        lab.awaitText("a guess");
        assertThat(lab.texts())
                .contains(
                        "node", "lab.test", "does not know the authority behind our certificate", "certain", "a guess")
                .contains("Suggested: Fix its trust", "Waiting (3)", "Decided (1)", "All (4)");
        assertThat(lab.shows("what is not decided passes through untouched")).isTrue();
        select("n1");
        lab.awaitText("node does not know the authority behind our certificate. It said so itself.");
        assertThat(lab.shows("2 times")).isTrue();
        assertThat(lab.shows("api.lab.test:443 (2 times)")).isTrue();
        assertThat(lab.shows("Suggestion: Fix its trust – its store is not ours"))
                .isTrue();
    }

    @Test
    void everyDecisionIsAButton() {
        select("n1");
        lab.click("Keep passing through");
        asked("{'id':'n1','decision':'keep','scope':'domain','duration':'ever'}");
        lab.awaitText("Passes through for ever: node to lab.test.");
        lab.click("Try inspection once");
        asked("{'id':'n1','decision':'try-once','scope':'domain'}");
        lab.click("Inspect from now on");
        asked("{'id':'n1','decision':'inspect','scope':'domain','duration':'ever'}");
        lab.click("Block");
        asked("{'id':'n1','decision':'block','scope':'domain','duration':'ever'}");
        select("k1");
        lab.click("Forget the decision");
        asked("{'id':'k1','decision':'forget','scope':'domain'}");
    }

    @Test
    void everyDecisionIsAKey() {
        select("n1");
        lab.press(KeyCode.P);
        asked("{'id':'n1','decision':'keep','scope':'domain','duration':'ever'}");
        lab.press(KeyCode.T);
        asked("{'id':'n1','decision':'try-once','scope':'domain'}");
        lab.press(KeyCode.I);
        asked("{'id':'n1','decision':'inspect','scope':'domain','duration':'ever'}");
        lab.press(KeyCode.B);
        asked("{'id':'n1','decision':'block','scope':'domain','duration':'ever'}");
        lab.press(KeyCode.F);
        asked("{'id':'n1','decision':'fix-trust'}");
        var before = lab.engine().times("approvals.decide");
        lab.press(KeyCode.X);
        assertThat(lab.engine().times("approvals.decide"))
                .as("nothing to forget here")
                .isEqualTo(before);
    }

    @Test
    void scopeAndDurationAreSentAndDoNotStayForTheNextEntry() {
        select("n1");
        choose("scope", "host");
        choose("duration", "1h");
        lab.press(KeyCode.B);
        asked("{'id':'n1','decision':'block','scope':'host','duration':'1h'}");
        lab.awaitText("A decision holds for these hosts only, for an hour.");
        lab.awaitText("Blocked for an hour: node to lab.test.");
        for (var duration : List.of("once", "app", "restart", "30d")) {
            choose("duration", duration);
            lab.press(KeyCode.P);
            asked("{'id':'n1','decision':'keep','scope':'host','duration':'" + duration + "'}");
        }
        select("g1");
        lab.press(KeyCode.B);
        asked("{'id':'g1','decision':'block','scope':'domain','duration':'ever'}");
    }

    @Test
    void severalEntriesAreDecidedWithOneKeyAndTakenBackLastFirst() {
        var number = new java.util.concurrent.atomic.AtomicInteger();
        lab.engine()
                .answer(
                        "approvals.decide",
                        params -> org.weir.api.rpc.RpcCodec.json()
                                .createObjectNode()
                                .put("undo", number.incrementAndGet())
                                .put("effect", "done"));
        Fx.run(() -> table().requestFocus());
        lab.press(KeyCode.CONTROL, KeyCode.A);
        lab.awaitText("3 entries selected");
        lab.press(KeyCode.P);
        lab.awaitText("Passes through for ever: 3 entries.");
        assertThat(lab.engine().times("approvals.decide")).isEqualTo(3);
        lab.undo();
        await().until(() -> lab.engine().times("approvals.undo") == 3);
        assertThat(lab.engine().asked("approvals.undo")).isEqualTo("{'undo':1}");
        lab.awaitText("Taken back.");
    }

    @Test
    void theNextEntryIsSelectedWhenOneIsDecided() {
        select("n1");
        Inbox.tell(
                lab.engine(),
                Inbox.open("g1", "git", "code.test"),
                Inbox.watched("w1", "curl", "maybe.test"),
                Inbox.kept("n1", "node", "lab.test"));
        await().until(() -> rows().equals(List.of("g1", "w1")));
        assertThat(selected()).containsExactly("g1");
        lab.press(KeyCode.J);
        assertThat(selected()).containsExactly("w1");
        lab.press(KeyCode.K);
        assertThat(selected()).containsExactly("g1");
    }

    @Test
    void aNewEntryDoesNotMoveTheSelection() {
        select("g1");
        Inbox.tell(
                lab.engine(),
                Inbox.open("new", "wget", "new.test"),
                Inbox.open("n1", "node", "lab.test"),
                Inbox.open("g1", "git", "code.test"));
        await().until(() -> rows().contains("new"));
        assertThat(selected()).containsExactly("g1");
    }

    @Test
    void trustHelpSaysWhatToDoAndTriesAgain() throws IOException {
        lab.engine()
                .answer(
                        "approvals.decide",
                        org.weir.testkit.control.ScriptedEngine.golden("approvals.decide.trust.response.json")
                                .get("result"));
        select("n1");
        lab.click("Fix its trust");
        lab.awaitText("How node can be made to accept our certificate");
        assertThat(lab.shows("weir trust install --store env")).isTrue();
        lab.click("Copy the command");
        await().until(() -> Fx.get(
                        () -> String.valueOf(Clipboard.getSystemClipboard().getString()))
                .equals("weir trust install --store env"));
        lab.click("Then: try inspection once");
        asked("{'id':'n1','decision':'try-once','scope':'domain'}");
        select("g1");
        lab.awaitNoText("How node can be made to accept our certificate");
    }

    @Test
    void theFoldersAndTheSearchNarrow() {
        lab.click("Decided (1)");
        assertThat(rows()).containsExactly("k1");
        lab.awaitText("Passes through for ever");
        lab.click("All (4)");
        assertThat(rows()).hasSize(4);
        lab.press(KeyCode.CONTROL, KeyCode.F);
        lab.write("git");
        lab.settle();
        assertThat(rows()).containsExactly("g1");
        Fx.run(() -> lab.find("#approvals-search", TextField.class).setText("nobody"));
        lab.click("Clear the search");
        assertThat(rows()).hasSize(4);
    }

    @Test
    void anEmptyInboxSaysWhatItIsFor() {
        Inbox.tell(lab.engine());
        lab.awaitText("Nothing refuses inspection");
        lab.awaitNoText("Keep passing through");
    }

    @Test
    void aRefusedDecisionIsSaidInTheEnginesWords() {
        lab.engine()
                .refuse(
                        "approvals.decide",
                        ErrorCode.INVALID_PARAMS,
                        "duration: node does not run now; choose another duration than app");
        select("n1");
        lab.press(KeyCode.P);
        lab.awaitText("Not done: duration: node does not run now; choose another duration than app");
    }

    @Test
    void withoutAnEngineNothingIsDecidedAndNothingIsLost() throws IOException {
        select("n1");
        lab.kill();
        lab.awaitText("Decisions can be made when it is back");
        assertThat(Fx.get(() ->
                        lab.find(".decision", javafx.scene.control.Button.class).isDisabled()))
                .isTrue();
        assertThat(rows()).as("what was known stays").contains("n1");
        lab.revive();
        lab.awaitNoText("Decisions can be made when it is back");
    }
}
