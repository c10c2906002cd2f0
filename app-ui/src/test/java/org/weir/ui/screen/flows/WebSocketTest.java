package org.weir.ui.screen.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import javafx.scene.control.ListView;
import org.junit.jupiter.api.Test;
import org.weir.testkit.control.ScriptedEngine;
import org.weir.ui.TestFlows;
import org.weir.ui.main.Fx;
import org.weir.ui.main.UiLab;

/** The drawer of a flow that became a WebSocket. */
class WebSocketTest {
    private static final long FLOW = 2002;

    @Test
    void messagesAreShownAndGrowWhileTheDrawerIsOpen() throws IOException {
        try (var lab = new UiLab()) {
            var engine = lab.engine();
            engine.answer(
                    "exchanges.list",
                    ScriptedEngine.golden("exchanges.list.response.json").get("result"));
            var flow = TestFlows.inspected(FLOW, "curl", "web.lab.test");
            engine.tell(TestFlows.batch(List.of(flow)));
            lab.go("flows");
            lab.awaitText("3 of 3");
            Fx.run(() -> lab.desk().navigator().go("flows", "id:" + FLOW + ":exchanges"));
            lab.click("/form?token=[redacted]");
            lab.click("Messages");
            lab.awaitText("2 from the app (↑), 3 from the server (↓).   Body: 40 B");
            var messages = lab.find("#messages", ListView.class);
            await().until(() -> Fx.get(() -> messages.getItems().size()) == 1);
            lab.awaitIdle();
            engine.answer(
                    "exchanges.messages",
                    "{'messages':[{'at_ms':1,'from_client':true,'opcode':1,'last':true,'bytes':1,'data':'YQ=='},"
                            + "{'at_ms':2,'from_client':false,'opcode':1,'last':true,'bytes':1,'data':'Yg=='}],"
                            + "'next':null}");
            var bodies = engine.times("exchanges.body");
            engine.tell(TestFlows.batch(List.of(TestFlows.more(flow))));
            await().until(() -> Fx.get(() -> messages.getItems().size()) == 2);
            assertThat(engine.times("exchanges.body"))
                    .as("the bodies are what they were, and are not drawn again")
                    .isEqualTo(bodies);
        }
    }
}
