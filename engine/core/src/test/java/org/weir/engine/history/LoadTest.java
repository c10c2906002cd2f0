package org.weir.engine.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weir.api.control.Settings;
import org.weir.engine.http.Headers;

/** Much at once: written quickly, found quickly, bounded, and never waited for. */
class LoadTest {
    @TempDir
    Path state;

    @Test
    void aHundredThousandFlowsAreWrittenAndFoundQuickly() throws Exception {
        var limits = new History.Limits(0, 1L << 30, 1L << 20);
        try (var fixture = new HistoryFixture(state, limits)) {
            var flows = fixture.history.flows();
            var begin = System.nanoTime();
            for (var i = 1; i <= 100_000; i++) {
                flows.ended(ScriptedFlows.ended(i, i % 1_000 == 0 ? "rare" : "app" + i % 50, "h" + i + ".test"));
            }
            var handed = System.nanoTime();
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> fixture.history.reader().counts()[0] == 100_000);
            var written = System.nanoTime();
            // Alone on two cores it takes 3 s; others may be busy.
            assertThat(Duration.ofNanos(written - begin)).isLessThan(Duration.ofSeconds(60));
            System.out.println("100,000 flows: handed over in " + (handed - begin) / 1_000_000 + " ms, written in "
                    + (written - begin) / 1_000_000 + " ms");
            for (var filter : List.of("{'app':'rare'}", "{'host':'h77777.test'}", "{'host':'*nowhere*'}")) {
                var asked = System.nanoTime();
                fixture.ask("history.flows", "{'filter':" + filter + "}");
                var took = System.nanoTime() - asked;
                System.out.println(filter + " took " + took / 1_000_000 + " ms");
                assertThat(Duration.ofNanos(took)).isLessThan(Duration.ofSeconds(3));
            }
            assertThat(fixture.ask("history.flows", "{'filter':{'app':'rare'}}").get("flows"))
                    .hasSize(100);
        }
    }

    @Test
    void theOldAndTheTooMuchGoAndTheFileShrinks() throws Exception {
        var limits = new History.Limits(0, 1L << 30, 1L << 20);
        try (var fixture = new HistoryFixture(state, limits)) {
            var flows = fixture.history.flows();
            for (var i = 1; i <= 20_000; i++) {
                flows.ended(ScriptedFlows.ended(i, "app", "h" + i + ".test"));
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> fixture.history.reader().counts()[0] == 20_000);
            var database = state.resolve("history/history.db");
            var keep = new Retention(
                    fixture.history.writer(),
                    fixture.history.files(),
                    () -> HistorySettings.DEFAULT.with(
                            new Settings.History(3_650, 2, null, null, null, null, null, null, null, null, null)),
                    Clock.systemUTC());
            keep.pruneDatabase();
            var left = fixture.history.reader().counts()[0];
            assertThat(left).as("the newest stay").isBetween(500L, 15_000L);
            assertThat(fixture.ask("history.flows", "{'limit':1}")
                            .get("flows")
                            .get(0)
                            .get("id")
                            .asLong())
                    .isEqualTo(20_000);
            // With all 20,000 it has some 20 MB; the last pages follow with the next checkpoint.
            assertThat(Files.size(database)).isLessThan(10 * 1024 * 1024);

            var later = Clock.fixed(Instant.now().plus(Duration.ofDays(40)), ZoneOffset.UTC);
            var old = new Retention(
                    fixture.history.writer(), fixture.history.files(), () -> HistorySettings.DEFAULT, later);
            old.pruneDatabase();
            assertThat(fixture.history.reader().counts()[0]).isZero();
            keep.close();
            old.close();
        }
    }

    @Test
    void bodiesOverTheirTotalGoOldestFirst() throws Exception {
        try (var fixture = new HistoryFixture(state)) {
            fixture.capture(true);
            for (var i = 0; i < 1_500; i++) {
                ScriptedFlows.exchange(
                        fixture.exchanges,
                        ScriptedFlows.flow(1, "curl", "a.test"),
                        ScriptedFlows.get("a.test", "/" + i),
                        "",
                        ScriptedFlows.answer(200),
                        "y".repeat(2_000));
                if (i % 100 == 0) {
                    await().until(() -> fixture.history.bodiesIdle());
                }
            }
            await().until(() -> fixture.history.bodiesIdle());
            var keep = new Retention(
                    fixture.history.writer(),
                    fixture.history.files(),
                    () -> HistorySettings.DEFAULT.with(
                            new Settings.History(null, null, null, null, null, null, 1, null, null, null, null)),
                    Clock.systemUTC());
            keep.pruneBodies();
            keep.close();
            assertThat(fixture.history.files().total()).isBetween(1L, 1024L * 1024);
            var ids = fixture.list("{}").exchanges();
            assertThat(fixture.get(ids.getFirst().id()).response().body().cut()).isNull();
            assertThat(fixture.get(1).response().body().cut()).isEqualTo("gone");
        }
    }

    /** No thread takes anything: the inboxes fill up, and the caller goes on. */
    @Test
    void aStoppedWriterNeverHoldsTheEventLoop() {
        var files = new BodyFiles(state.resolve("bodies"));
        var stopped = new BodyWriter(files, () -> 1L << 30, 0, 100_000);
        var notes = new java.util.concurrent.atomic.AtomicLong();
        var inbox = new Inbox<ExchangeRecorder>(20_000);
        var begin = System.nanoTime();
        for (var i = 0; i < 10_000; i++) {
            var recorder = new ExchangeRecorder(
                    i,
                    ScriptedFlows.flow(1, "curl", "a.test"),
                    ScriptedFlows.get("a.test", "/"),
                    List.of(),
                    new ExchangeRecorder.Capture(stopped, 1 << 20),
                    System::currentTimeMillis,
                    exchange -> {
                        if (!inbox.offer(exchange, exchange.weight())) {
                            exchange.notQueued();
                            notes.incrementAndGet();
                        }
                    });
            recorder.publish();
            recorder.response(ScriptedFlows.answer(200), List.of());
            for (var piece = 0; piece < 5; piece++) {
                recorder.responseBody(ScriptedFlows.bytes("y".repeat(5_000)));
            }
            recorder.end(Headers.EMPTY);
            var body = recorder.take().responseBody();
            assertThat(body.bytes()).isEqualTo(25_000);
            if (i > 10) {
                assertThat(body.cut()).isEqualTo("busy");
                assertThat(body.captured()).isZero();
            }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        assertThat(notes.get()).as("counted").isGreaterThan(9_000);
        assertThat(stopped.cutBodies()).isGreaterThan(9_000);
    }
}
