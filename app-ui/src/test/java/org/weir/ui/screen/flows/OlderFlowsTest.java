package org.weir.ui.screen.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weir.api.control.FlowView;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;
import org.weir.testkit.control.ScriptedEngine;
import org.weir.ui.TestFlows;
import org.weir.ui.main.Fx;
import org.weir.ui.main.UiLab;
import tools.jackson.databind.JsonNode;

/** Flows beyond those in memory: the engine's history as the table's continuation. */
class OlderFlowsTest {
    private UiLab lab;
    private ScriptedEngine engine;

    @BeforeEach
    void start() throws IOException {
        lab = new UiLab();
        engine = lab.engine();
        lab.awaitIdle();
        lab.go("flows");
        lab.awaitText("2 of 2");
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    /** An engine that has kept flows 1 to {@code count}, and gives a few at a time. */
    private void keeps(long count, int page, LongFunction<FlowView> made) {
        engine.answer("history.flows", params -> {
            var before = params.has("before_id") ? params.get("before_id").longValue() : Long.MAX_VALUE;
            var last = Math.min(count, before - 1);
            var first = Math.max(1, last - Math.min(page, params.get("limit").intValue()) + 1);
            return page(
                    LongStream.rangeClosed(first, last)
                            .mapToObj(id -> made.apply(last + first - id))
                            .toList(),
                    first > 1);
        });
    }

    private static JsonNode page(List<FlowView> flows, boolean more) {
        var json = RpcCodec.json();
        var result = json.createObjectNode().put("more", more);
        result.set("flows", json.valueToTree(flows));
        return result;
    }

    private void type(String query) {
        Fx.run(() -> lab.find("#query", TextField.class).setText(query));
        lab.settle();
    }

    private void press() {
        Fx.run(lab.find("#older", ButtonBase.class)::fire);
        lab.settle();
    }

    private List<Long> ids() {
        return Fx.get(() -> {
            var ids = new ArrayList<Long>();
            for (var row : lab.find("#flows", TableView.class).getItems()) {
                ids.add(((Row.OfFlow) row).id());
            }
            return ids;
        });
    }

    @Test
    void theTableGoesOnIntoTheHistory() {
        keeps(1042, 300, TestFlows::flow);
        press();
        lab.awaitText("2 of 2, and 600 from the history");
        assertThat(engine.asked("history.flows")).isEqualTo("{'filter':{},'limit':2000,'before_id':741}");
        assertThat(ids().subList(0, 4)).containsExactly(1042L, 1041L, 1040L, 1039L);
        lab.awaitText("Looked back to ");
        lab.click("Look further back");
        lab.awaitText("and 1,040 from the history");
        lab.awaitText("There is nothing older in the history.");
        assertThat(ids()).hasSize(1042).doesNotHaveDuplicates();
    }

    @Test
    void aSearchIsSentAsFarAsTheEngineUnderstandsItAndTheRestIsMatchedHere() {
        keeps(1000, 100, id -> TestFlows.flow(id, id % 100 == 0 ? "rare" : "rarer", "h" + id + ".test", "pass", null));
        type("app:rar host:h1 -app:rarer");
        lab.awaitText("0 of 2 match");
        lab.click("Search older flows");
        lab.awaitText("There is nothing older in the history.");
        assertThat(engine.asked("history.flows")).startsWith("{'filter':{'app':'*rar*','host':'*h1*'}");
        assertThat(ids()).containsExactly(1000L, 100L);
    }

    @Test
    void aKeyLooksFurtherToo() {
        keeps(50, 100, TestFlows::flow);
        Fx.run(() -> lab.find("#flows", TableView.class).requestFocus());
        lab.press(KeyCode.O);
        lab.awaitText("and 50 from the history");
    }

    @Test
    void anotherSearchBeginsAnew() {
        keeps(50, 100, TestFlows::flow);
        press();
        lab.awaitText("There is nothing older in the history.");
        type("app:curl");
        lab.awaitText("1 of 2");
        lab.awaitText("Search older flows");
        assertThat(lab.shows("from the history")).isFalse();
        press();
        lab.awaitText("1 of 2, and 50 from the history");
    }

    @Test
    void whereMemoryHasGapsTheHistoryFillsThem() throws IOException {
        engine.tell(TestFlows.batch(List.of(TestFlows.open(7, "curl", "long.test"))));
        lab.awaitText("3 of 3");
        keeps(1042, 2_000, TestFlows::flow);
        press();
        lab.awaitText("and 1,039 from the history");
        assertThat(engine.asked("history.flows")).contains("'before_id':1041");
    }

    @Test
    void withoutHistoryThatIsSaid() {
        engine.refuse("history.flows", ErrorCode.NOT_FOUND, "no history is kept: the engine has no state folder");
        press();
        lab.awaitText("No history is kept, so there is nothing older.");
        assertThat(Fx.get(() -> lab.find("#older", ButtonBase.class).isVisible()))
                .isFalse();
    }

    @Test
    void anEngineThatIsAwayIsToldAndCanBeAskedAgain() throws IOException {
        lab.kill();
        press();
        lab.awaitText("Not done: the engine does not answer.");
        lab.revive();
        engine = lab.engine();
        keeps(1042, 20, TestFlows::flow);
        lab.awaitIdle();
        lab.click("Try again");
        lab.awaitText("and 500 from the history");
    }

    @Test
    void aSlowEngineFreezesNothingAndCanBeLeftAlone() {
        keeps(50, 100, TestFlows::flow);
        engine.delay("history.flows", Duration.ofSeconds(1));
        press();
        lab.awaitText("Looking in the history");
        lab.click("Stop");
        lab.awaitText("Show older flows");
        await().until(engine::isIdle);
        lab.settle();
        assertThat(ids()).as("nobody wants that any more").hasSize(2);
    }

    @Test
    void anEngineThatGoesInCirclesIsNotFollowed() {
        engine.answer("history.flows", params -> page(List.of(TestFlows.flow(5)), true));
        press();
        lab.awaitText("There is nothing older in the history.");
        assertThat(ids()).containsExactly(1042L, 1041L, 5L);
    }

    @Test
    void aFlowThatSomethingPointsToIsFetched() {
        keeps(1042, 100, TestFlows::flow);
        Fx.run(() -> lab.desk().navigator().go("flows", "id:77:timeline"));
        lab.awaitText("curl  →  web.lab.test:443");
        assertThat(engine.asked("history.flows")).isEqualTo("{'limit':1,'before_id':78}");
    }

    @Test
    void rowsOfTheHistoryAreMarked() {
        keeps(50, 100, TestFlows::flow);
        press();
        lab.awaitText("and 50 from the history");
        await().until(() -> Fx.get(() -> lab.find("#flows", TableView.class).lookupAll(".table-cell").stream()
                .anyMatch(node -> node.getAccessibleText() != null
                        && node.getAccessibleText().startsWith("From the history: "))));
    }

    /** A new icon would be styled, laid out and drawn each second, for as long as the window is open. */
    @Test
    void whileNothingChangesTheButtonIsNotDrawnAnew() {
        var button = lab.find("#older", ButtonBase.class);
        var icon = Fx.get(button::getGraphic);
        engine.tell(TestFlows.batch(List.of(TestFlows.flow(3_000, "curl", "web.lab.test", "pass", null))));
        lab.awaitText("3 of 3");
        assertThat(Fx.get(button::getGraphic)).isSameAs(icon);
    }
}
