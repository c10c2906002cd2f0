package org.weir.engine.history;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Fills a tiny disk with history, looks whether the caller's side stays quick, makes room and looks again. */
final class FullDiskProcess {
    private FullDiskProcess() {}

    public static void main(String[] args) throws Exception {
        var state = Path.of(args[0]);
        var filler = state.resolve("filler");
        Files.write(filler, new byte[2 * 1024 * 1024]);
        try (var fixture = new HistoryFixture(state)) {
            fixture.capture(true);
            var slowest = 0L;
            for (var i = 0; i < 20_000; i++) {
                var before = System.nanoTime();
                exchange(fixture, i, i % 10 == 0 ? "y".repeat(2_000) : "");
                slowest = Math.max(slowest, System.nanoTime() - before);
                if (i % 1_000 == 0) {
                    Thread.sleep(20);
                }
            }
            if (slowest > TimeUnit.SECONDS.toNanos(2)) {
                throw new AssertionError("the caller waited " + slowest + " ns");
            }
            // Gaps alone can come of a busy machine; only what the disk refuses says that it is full.
            await(() -> {
                exchange(fixture, 0, "");
                return fixture.history.problems().stream()
                        .anyMatch(check -> check.title().contains("not written"));
            });
            System.out.println("full as it should be: " + fixture.history.problems());
            Files.delete(filler);
            // Bodies filled the rest; retention or the user makes room.
            fixture.history.files().removeAll();
            var number = new int[1];
            await(() -> {
                ScriptedFlows.exchange(
                        fixture.exchanges,
                        ScriptedFlows.flow(1, "curl", "a.test"),
                        ScriptedFlows.get("a.test", "/again" + number[0]++),
                        "",
                        ScriptedFlows.answer(200),
                        "");
                try {
                    return !fixture.list("{'url':'*/again*'}").exchanges().isEmpty();
                } catch (org.weir.api.rpc.RpcException e) {
                    return false;
                }
            });
            System.out.println("recovered");
        }
    }

    private static void exchange(HistoryFixture fixture, int number, String body) {
        ScriptedFlows.exchange(
                fixture.exchanges,
                ScriptedFlows.flow(number, "curl", "a.test"),
                ScriptedFlows.post("a.test", "/" + number, "X", "z".repeat(500)),
                "",
                ScriptedFlows.answer(200),
                body);
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) throws InterruptedException {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("did not happen");
            }
            Thread.sleep(100);
        }
    }
}
