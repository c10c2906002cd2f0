package org.weir.engine.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weir.api.control.Check;

/** Whatever is done to the files, the next start works, and what cannot be kept is said. */
class DamageTest {
    @TempDir
    Path state;

    private Path database() {
        return state.resolve("history/history.db");
    }

    private void fill(int exchanges) throws Exception {
        try (var fixture = new HistoryFixture(state)) {
            for (var i = 0; i < exchanges; i++) {
                exchange(fixture, i);
            }
            assertThat(fixture.list("{}").exchanges()).isNotEmpty();
        }
    }

    private static void exchange(HistoryFixture fixture, int number) {
        ScriptedFlows.exchange(
                fixture.exchanges,
                ScriptedFlows.flow(number, "curl", "a.test"),
                ScriptedFlows.get("a.test", "/" + number, "Host", "a.test"),
                "",
                ScriptedFlows.answer(200),
                "");
    }

    /** A new history takes what comes, whatever stood there before. */
    private void works(String what) throws Exception {
        try (var fixture = new HistoryFixture(state)) {
            exchange(fixture, 424_242);
            // The first write may find the damage; what it held is written to the new one.
            await().atMost(Duration.ofSeconds(20))
                    .ignoreExceptions()
                    .untilAsserted(
                            () -> assertThat(fixture.list("{'url':'*/424242'}").exchanges())
                                    .as(what)
                                    .isNotEmpty());
        }
    }

    @Test
    void truncatedAnywhereANewOneIsBegun() throws Exception {
        fill(300);
        var good = Files.readAllBytes(database());
        for (var length : List.of(0, 1, 50, 99, 100, 1_000, 4_096, 5_000, good.length / 2, good.length - 1)) {
            Files.write(database(), Arrays.copyOf(good, length));
            works("cut at " + length);
        }
    }

    @Test
    void noiseAnywhereANewOneIsBegunAndTheOldOneIsKept() throws Exception {
        fill(300);
        var good = Files.readAllBytes(database());
        var random = new Random(5);
        for (var at : List.of(0, 20, 100, 4_096, 8_192, good.length / 2)) {
            var bad = good.clone();
            var noise = new byte[Math.min(4_000, bad.length - at)];
            random.nextBytes(noise);
            System.arraycopy(noise, 0, bad, at, noise.length);
            Files.write(database(), bad);
            works("noise at " + at);
        }
        Files.write(
                database(),
                "not a database at all, but long enough to be one".repeat(10).getBytes(StandardCharsets.US_ASCII));
        try (var fixture = new HistoryFixture(state)) {
            assertThat(fixture.history.problems())
                    .singleElement()
                    .satisfies(check -> assertThat(check.detail()).contains("kept in"));
            assertThat(state.resolve("history/history.db.bad")).exists();
        }
    }

    @Test
    void aDatabaseOfTheFutureOrOfOthersIsKeptAside() throws Exception {
        fill(1);
        sqlite("PRAGMA user_version = 99");
        works("future");
        assertThat(state.resolve("history/history.db.bad")).exists();
        sqlite("PRAGMA application_id = 5");
        works("foreign");
    }

    private void sqlite(String sql) throws Exception {
        try (var connection = new DatabaseFile(database()).open();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void aLogWithoutItsDatabaseIsNotReplayed() throws Exception {
        fill(10);
        Files.delete(database());
        Files.write(Path.of(database() + "-wal"), new byte[10_000]);
        works("orphaned log");
    }

    /** kill -9 of a process that writes as fast as it can, again and again. */
    @Test
    void killedWhileWritingNothingBreaksTheNextStart() throws Exception {
        var random = new Random(11);
        for (var round = 0; round < 4; round++) {
            var process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin/java").toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-Xmx128m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            WriterProcess.class.getName(),
                            state.toString())
                    .redirectErrorStream(true)
                    .start();
            try {
                var out = process.inputReader();
                for (var line = out.readLine(); line != null && !line.equals("writing"); line = out.readLine()) {
                    // Its log.
                }
                process.waitFor(100 + random.nextInt(400), TimeUnit.MILLISECONDS);
            } finally {
                process.destroyForcibly().waitFor();
            }
            try (var fixture = new HistoryFixture(state)) {
                assertThat(fixture.history.problems()).as("round %d", round).isEmpty();
                var page = fixture.list("{}");
                assertThat(page.exchanges()).isNotEmpty();
                assertThat(page.exchanges()).noneMatch(view -> view.state().equals("open"));
                var last = fixture.get(page.exchanges().getFirst().id());
                assertThat(last.request().body().captured())
                        .isLessThanOrEqualTo(last.request().body().bytes());
            }
            try (var connection = new DatabaseFile(database()).open();
                    var rows = connection.createStatement().executeQuery("PRAGMA integrity_check")) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("ok");
            }
        }
    }

    @Test
    void aFullDiskStopsTheHistoryAndNothingElse() throws Exception {
        var mount = Files.createTempDirectory("weir-history-full-");
        // In a mount namespace of its own: it goes with the process.
        var process = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        "mount -t tmpfs -o size=6m none \"$1\" && exec \"$2\" --enable-native-access=ALL-UNNAMED -Xmx256m"
                                + " -Dorg.sqlite.tmpdir=\"$3\" -cp \"$4\" " + FullDiskProcess.class.getName()
                                + " \"$1\"",
                        "sh",
                        mount.toString(),
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        state.toString(),
                        System.getProperty("java.class.path"))
                .redirectErrorStream(true)
                .start();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Files.delete(mount);
        org.junit.jupiter.api.Assumptions.assumeFalse(out.contains("unshare:"), "no right to make a mount namespace");
        assertThat(process.waitFor()).as(out).isZero();
        assertThat(out).contains("full as it should be").contains("recovered");
    }

    @Test
    void withoutRoomAboveTheReserveNothingIsWritten() throws IOException {
        var limits = new History.Limits(Long.MAX_VALUE, 1_000_000, 1_000_000);
        try (var fixture = new HistoryFixture(state, limits)) {
            exchange(fixture, 1);
            assertThat(fixture.history.problems()).extracting(Check::id).contains("history");
            assertThat(Files.exists(database())).isFalse();
        }
    }
}
