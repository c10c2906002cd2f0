package org.weir.ui.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weir.api.control.CaptureSet;
import org.weir.api.control.FlowView;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;
import org.weir.testkit.control.ScriptedEngine;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The window's picture of an engine that works, is away, is slow, talks nonsense. */
class EngineConnectionTest {
    private final ExecutorService ui = Executors.newSingleThreadExecutor(
            work -> Thread.ofPlatform().name("the-ui").unstarted(work));
    private ScriptedEngine engine;
    private EngineConnection connection;

    @BeforeEach
    void start() throws IOException {
        engine = new ScriptedEngine();
        connection = new EngineConnection(engine.socket(), "test", ui).start();
    }

    @AfterEach
    void stop() throws IOException {
        connection.close();
        engine.close();
        ui.shutdownNow();
    }

    private Link.State link() {
        return connection.snapshot().link().state();
    }

    private void up() {
        await().until(() -> link() == Link.State.UP && !connection.flows().isEmpty());
    }

    @Test
    void showsWhatTheEngineHas() {
        up();
        await().until(() -> connection.snapshot().rules().rules().size() == 1
                && connection.snapshot().pending() == 1);
        assertThat(connection.snapshot().status().state()).isEqualTo("observing");
        assertThat(connection.flows()).extracting(FlowView::id).containsExactly(1041L, 1042L);
    }

    @Test
    void listenersAreToldOnTheUiThreadOnly() {
        var threads = new CopyOnWriteArrayList<String>();
        connection.listen(update -> threads.add(Thread.currentThread().getName()));
        up();
        await().until(() -> !threads.isEmpty());
        assertThat(threads).containsOnly("the-ui");
    }

    @Test
    void aThousandBatchesAreAFewUpdates() throws IOException {
        up();
        var updates = new CopyOnWriteArrayList<Update>();
        connection.listen(updates::add);
        var begun = System.nanoTime();
        var batch = ScriptedEngine.golden("flows.batch.json").toString();
        for (var i = 0; i < 1000; i++) {
            engine.tell(RpcCodec.json().readTree(batch.replace("\"id\":1042", "\"id\":" + (2000 + i))));
        }
        await().until(() -> connection.flows().size() == 1002);
        await().until(() ->
                updates.stream().mapToInt(u -> u.flows().changed().size()).sum() >= 1000);
        var seconds = (System.nanoTime() - begun) / 1e9;
        assertThat(updates.size()).isLessThanOrEqualTo((int) Math.ceil(seconds * EngineConnection.PULSES_A_SECOND) + 2);
    }

    @Test
    void comesBackWhenTheEngineDoes() throws IOException {
        up();
        var folder = engine.stop();
        await().until(() -> link() == Link.State.AWAY);
        assertThat(connection.snapshot().status())
                .as("the last knowledge stays")
                .isNotNull();
        engine = new ScriptedEngine(folder);
        up();
    }

    @Test
    void askingWhileItIsAwayFailsAtOnceAndSaysSo() throws IOException {
        up();
        engine.stop();
        await().until(() -> link() == Link.State.AWAY);
        var answer = connection.ask(client -> client.rules());
        await().until(answer::isDone);
        assertThat(failure(answer).kind()).isEqualTo(EngineFailure.Kind.AWAY);
    }

    @Test
    void aSlowEngineIsSaidToBeSlowAndRecovers() {
        up();
        engine.delay("status", Duration.ofSeconds(5));
        await().atMost(Duration.ofSeconds(8)).until(() -> link() == Link.State.SLOW);
        engine.delay("status", Duration.ZERO);
        await().atMost(Duration.ofSeconds(10)).until(() -> link() == Link.State.UP);
    }

    @Test
    void aSlowAnswerStillArrives() {
        up();
        engine.delay("capture.set", Duration.ofSeconds(5));
        var answer = connection.ask(client -> client.capture(CaptureSet.on(null)));
        await().atMost(Duration.ofSeconds(9)).until(answer::isDone);
        assertThat(answer).isCompletedWithValueMatching(status -> status.state().equals("observing"));
    }

    @Test
    void refusalsAreToldInTheEnginesWords() {
        up();
        engine.refuse("rules.remove", ErrorCode.NOT_FOUND, "no rule r9");
        var answer = connection.ask(client -> {
            client.removeRule("r9");
            return true;
        });
        await().until(answer::isDone);
        assertThat(failure(answer).kind()).isEqualTo(EngineFailure.Kind.REFUSED);
        assertThat(failure(answer)).hasMessage("no rule r9");
    }

    @Test
    void nonsenseIsAStateAndItsEndToo() {
        up();
        engine.answerNonsense("status", "{\"jsonrpc\":\"2.0\",\"id\":");
        await().until(() -> link() == Link.State.NOT_UNDERSTOOD);
        engine.answer("status", goldenStatus());
        await().atMost(Duration.ofSeconds(15)).until(() -> link() == Link.State.UP);
    }

    @Test
    void anIncompleteStatusIsNonsense() {
        up();
        engine.answer("status", "{'state':'observing'}");
        await().until(() -> link() == Link.State.NOT_UNDERSTOOD);
    }

    @Test
    void strangeRulesDoNotTakeTheRestAway() throws IOException {
        engine.answer("rules.list", "{'rules':7}");
        up();
        engine.tell(ScriptedEngine.golden("rules.changed.json"));
        await().until(() -> engine.times("rules.list") >= 2);
        assertThat(link()).isEqualTo(Link.State.UP);
    }

    @Test
    void aStrangerSeesTheStateOnly() throws IOException {
        connection.close();
        engine.answer("hello", "{'protocol':1,'name':'weir-engine','version':'1','access':'status'}");
        connection = new EngineConnection(engine.socket(), "test", ui).start();
        await().until(() -> link() == Link.State.STATUS_ONLY);
        assertThat(connection.snapshot().status()).isNotNull();
    }

    @Test
    void anotherVersionIsNotUnderstood() throws IOException {
        connection.close();
        engine.refuse("hello", ErrorCode.WRONG_VERSION, "protocol 9 is spoken here");
        connection = new EngineConnection(engine.socket(), "test", ui).start();
        await().until(() -> link() == Link.State.NOT_UNDERSTOOD);
        assertThat(connection.snapshot().link().detail()).contains("protocol 9");
    }

    @Test
    void aListenerThatFailsDoesNotBlindTheOthers() {
        var told = new CompletableFuture<Update>();
        connection.listen(update -> {
            throw new IllegalStateException("a defect");
        });
        connection.listen(told::complete);
        await().until(told::isDone);
    }

    @Test
    void changesOfRulesAndApprovalsAreFetched() throws IOException {
        up();
        engine.answer("rules.list", "{'rules':[],'revision':6,'problems':[]}");
        engine.answer("approvals.list", "{'items':[],'total':0,'pending':0}");
        engine.tell(ScriptedEngine.golden("rules.changed.json"));
        engine.tell(ScriptedEngine.golden("approvals.changed.json"));
        await().until(() -> connection.snapshot().rules().rules().isEmpty()
                && connection.snapshot().pending() == 0);
    }

    private static tools.jackson.databind.JsonNode goldenStatus() {
        try {
            return ScriptedEngine.golden("status.response.json").get("result");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static EngineFailure failure(CompletableFuture<?> answer) {
        return List.of(answer.exceptionNow()).stream()
                .map(EngineFailure::of)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatWasOnlyInTheHistoryGoesWithIt() throws IOException {
        up();
        var listed =
                (ObjectNode) ScriptedEngine.golden("flows.list.response.json").get("result");
        ((ArrayNode) listed.get("flows")).remove(1);
        engine.answer("flows.list", listed);
        engine.answer("history.flows", "{'flows':[],'more':false}");
        var changes = new CopyOnWriteArrayList<FlowChanges>();
        connection.listen(update -> changes.add(update.flows()));

        engine.tell(ScriptedEngine.golden("history.cleared.json"));

        await().until(() -> connection.flows().size() == 1);
        await().untilAsserted(() ->
                assertThat(changes).as("older ones on screen are forgotten").anyMatch(FlowChanges::reset));
    }
}
