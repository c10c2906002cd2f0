package org.weir.engine.history;

import java.nio.file.Path;

/** Writes flows, exchanges and bodies until it is killed. */
final class WriterProcess {
    private WriterProcess() {}

    public static void main(String[] args) throws Exception {
        var fixture = new HistoryFixture(Path.of(args[0]));
        fixture.capture(true);
        var flows = fixture.history.flows();
        for (var i = 1L; ; i++) {
            var flow = ScriptedFlows.ended(fixture.history.lastFlowId() + i, "curl", "a.test");
            flows.opened(flow, reason -> {});
            flows.ended(flow);
            ScriptedFlows.exchange(
                    fixture.exchanges,
                    flow,
                    ScriptedFlows.post("a.test", "/" + i),
                    "x".repeat(5_000),
                    ScriptedFlows.answer(200),
                    "y".repeat(50_000));
            if (i == 200) {
                fixture.list("{}");
                System.out.println("writing");
            }
            if (i % 50 == 0) {
                Thread.sleep(1);
            }
        }
    }
}
