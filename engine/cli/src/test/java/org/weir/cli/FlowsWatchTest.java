package org.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;
import org.weir.testkit.control.ScriptedEngine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class FlowsWatchTest extends CommandFixture {
    private Thread running;
    private volatile int code = -1;

    @BeforeEach
    void start() throws IOException {
        onePage(engine);
    }

    @AfterEach
    void stop() throws Exception {
        running.interrupt();
        assertThat(running.join(Duration.ofSeconds(5)))
                .as("ends when it is interrupted")
                .isTrue();
    }

    /** Two flows in all, so that the list is asked for once. */
    private static ScriptedEngine onePage(ScriptedEngine engine) throws IOException {
        var page =
                ScriptedEngine.golden("flows.list.response.json").get("result").deepCopy();
        ((ObjectNode) page).put("total", 2);
        return engine.answer("flows.list", page.toString());
    }

    private void watch(String... more) {
        var arguments = new String[more.length + 2];
        arguments[0] = "flows";
        arguments[1] = "--watch";
        System.arraycopy(more, 0, arguments, 2, more.length);
        running = Thread.ofPlatform().start(() -> code = weir.run(arguments));
    }

    private static JsonNode batch(long id, long bytes, String state, long dropped) throws IOException {
        var batch = ScriptedEngine.golden("flows.batch.json").deepCopy();
        var params = (ObjectNode) batch.get("params");
        params.put("dropped", dropped);
        var flow = (ObjectNode) params.get("flows").get(0);
        flow.put("id", id).put("bytes_up", bytes).put("state", state);
        if (state.equals("open")) {
            flow.putNull("close");
        }
        return batch;
    }

    private long lines(String part) {
        return weir.out().lines().filter(line -> line.contains(part)).count();
    }

    @Test
    void showsWhatIsThereAndThenWhatChanges() throws IOException {
        engine.thenTell("flows.list", batch(1050, 1, "open", 0)).thenTell("flows.list", batch(1050, 2, "ended", 0));
        watch("--app", "curl");
        await().untilAsserted(() -> assertThat(lines("1050")).isEqualTo(2));
        var lines = weir.out().lines().toList();
        assertThat(lines.get(0)).startsWith("ID");
        assertThat(lines.get(1)).as("oldest first").startsWith("1041");
        assertThat(lines.get(2)).startsWith("1042");
        assertThat(engine.asked("flows.watch")).contains("'app':'curl'");
    }

    @Test
    void bytesAloneAreNoNewsToAPerson() throws IOException {
        engine.thenTell("flows.list", batch(1050, 1, "open", 0))
                .thenTell("flows.list", batch(1050, 2, "open", 0))
                .thenTell("flows.list", batch(1051, 2, "open", 0));
        watch();
        await().untilAsserted(() -> assertThat(lines("1051")).isEqualTo(1));
        assertThat(lines("1050")).isEqualTo(1);
    }

    @Test
    void jsonIsOneFlowALineAndHasEveryChange() throws IOException {
        engine.thenTell("flows.list", batch(1050, 1, "open", 0)).thenTell("flows.list", batch(1050, 2, "open", 0));
        watch("--json");
        await().untilAsserted(() -> assertThat(lines("\"id\":1050")).isEqualTo(2));
        assertThat(weir.out()
                        .lines()
                        .map(line -> RpcCodec.json().readTree(line).get("id").intValue()))
                .containsExactly(1041, 1042, 1050, 1050);
    }

    @Test
    void droppedChangesAreSaid() throws IOException {
        engine.thenTell("flows.list", batch(1050, 1, "open", 7));
        watch();
        await().untilAsserted(() -> assertThat(weir.err()).contains("7 changes were left out"));
    }

    @Test
    void waitsForAnEngineThatWentAway() throws IOException {
        watch();
        await().untilAsserted(() -> assertThat(lines("1042")).isEqualTo(1));
        Path folder = engine.stop();
        await().untilAsserted(() -> assertThat(weir.err()).contains("the engine is gone; your network works"));

        engine = onePage(new ScriptedEngine(folder));

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(lines("1042")).isEqualTo(2));
        assertThat(weir.err()).contains("the engine is back");
    }

    @Test
    void anEngineThatSaysNoEndsIt() {
        engine.refuse("flows.watch", ErrorCode.NOT_ALLOWED, "uid 1 may only ask for the status");
        watch();
        await().until(() -> code >= 0);
        assertThat(code).isEqualTo(ExitCode.NOT_ALLOWED);
    }
}
