package org.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weir.testkit.lab.EngineOptions;
import org.weir.testkit.lab.KernelState;
import org.weir.testkit.lab.Probe;
import tools.jackson.databind.JsonNode;

/**
 * kill -9 of the engine in the middle of 100 inspected downloads whose bodies are kept: the network is back at once, the
 * next start captures and inspects, and what had been written down until then can be read.
 */
class InspectedKillIT {
    private static final int DOWNLOADS = 100;
    private static final int ROUNDS = 2;

    /** As users run it: what is measured is how soon it is back. */
    private static final EngineOptions OPTIONS = EngineOptions.defaults().withoutLeakDetection();

    private static final Duration DIRECT_LIMIT = Duration.ofSeconds(2);
    private static final Duration CAPTURED_LIMIT = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final long SIZE = 50_000_000;

    /** Bodies that are read back byte by byte; of all the others the beginning. */
    private static final int WHOLE_BODIES = 5;

    private static final int BEGINNING = 16 * 1024;

    private Inspecting inspecting;
    private KernelState before;

    @BeforeEach
    void start() {
        inspecting = Inspecting.prepare("killtls");
        before = inspecting.lab().kernelState();
        inspecting.begin(OPTIONS);
        inspecting.ask("settings.set", Map.of("history", Map.of("capture_bodies", true)));
    }

    @AfterEach
    void stop() {
        inspecting.close();
    }

    @Test
    void downloadsEndAndEverythingElseGoesOn() throws Exception {
        var weir = inspecting.weir();
        try (var probe = Probe.start(inspecting.lab(), Duration.ofMillis(40))) {
            inspects(0);
            for (var round = 1; round <= ROUNDS; round++) {
                captured(probe, System.nanoTime(), SOON);
                var mark = "*/random/*?round" + round + "-*";
                var downloads = downloads(round, mark);
                var killed = System.nanoTime();
                weir.kill(weir.engine());
                var direct = direct(probe, killed);
                // At their rate they would still read for minutes what the kernel has for them.
                downloads.destroyForcibly();
                var restarted = System.nanoTime();
                weir.startEngine(OPTIONS);
                var again = captured(probe, restarted, SOON);
                System.out.printf(
                        "kill -9 of the engine in %d inspected downloads: direct after %d ms, captured again after %d ms%n",
                        DOWNLOADS, direct.toMillis(), again.toMillis());
                assertThat(direct).isLessThan(DIRECT_LIMIT);
                assertThat(again)
                        .as(() -> weir.log("engine") + weir.log("interceptor"))
                        .isLessThan(CAPTURED_LIMIT);
                inspects(round);
                whatWasKeptCanBeRead(mark);
            }
        }
        weir.stop(weir.engine());
        weir.stop(weir.interceptor());
        assertThat(inspecting.lab().kernelState()).isEqualTo(before);
    }

    /** All of them at once, of an engine that has just started. */
    private Process downloads(int round, String mark) throws IOException {
        var url = "https://h1.lab.test/random/" + SIZE + "/" + round + "?round" + round + "-[1-" + DOWNLOADS + "]";
        var curl = new ProcessBuilder(inspecting
                        .lab()
                        .onDesktop(
                                "curl",
                                "-s",
                                "--parallel",
                                "--parallel-immediate",
                                "--parallel-max",
                                "" + DOWNLOADS,
                                "--limit-rate",
                                "50k",
                                "--cacert",
                                inspecting.ours().toString(),
                                "-o",
                                "/dev/null",
                                url))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(open(mark)).as(this::flows).isEqualTo(DOWNLOADS));
        return curl;
    }

    /** Downloads that have begun, as far as the database knows. */
    private int open(String mark) {
        return (int) inspecting.exchanges(mark).stream()
                .filter(exchange -> exchange.get("state").asString().equals("open"))
                .count();
    }

    private String flows() {
        return inspecting.flows("curl", "h1.lab.test").stream()
                        .collect(Collectors.groupingBy(
                                flow -> flow.get("state") + " " + flow.get("inspection"), Collectors.counting()))
                + inspecting.weir().log("interceptor")
                + inspecting.weir().log("engine");
    }

    private static Duration captured(Probe probe, long since, Duration limit) {
        var attempt = probe.await(since, limit, found -> found.result().equals("captured"));
        return Duration.ofNanos(attempt.end() - since);
    }

    /** Until the last attempt that did not go well had ended. */
    private static Duration direct(Probe probe, long killed) {
        probe.await(killed, SOON, attempt -> attempt.result().equals("direct"));
        var settled = System.nanoTime();
        probe.await(settled, SOON, attempt -> attempt.result().equals("direct"));
        var end = probe.since(killed).stream()
                .filter(attempt -> !attempt.result().equals("direct"))
                .mapToLong(Probe.Attempt::end)
                .max()
                .orElse(killed);
        return Duration.ofNanos(end - killed);
    }

    private void inspects(int round) {
        var path = "/random/1000000/3?after" + round;
        await().atMost(SOON).untilAsserted(() -> {
            var ran = inspecting
                    .lab()
                    .run(SOON, "curl", "-sS", "--cacert", inspecting.ours().toString(), "https://web.lab.test" + path);
            assertThat(ran.errors()).isEmpty();
            assertThat(ran.outputHash()).isEqualTo(RandomBytes.sha256(1_000_000, 3));
        });
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(inspecting.exchanges("*" + path))
                        .singleElement()
                        .matches(exchange -> exchange.get("state").asString().equals("done")));
    }

    /** All exchanges are there and over; of each body there is its beginning, and nothing that was never sent. */
    private void whatWasKeptCanBeRead(String mark) {
        var kept = inspecting.exchanges(mark);
        assertThat(kept)
                .hasSize(DOWNLOADS)
                .allMatch(exchange -> exchange.get("state").asString().equals("aborted"));
        var total = 0L;
        for (var at = 0; at < kept.size(); at++) {
            var detail = inspecting.exchange(kept.get(at));
            var captured = detail.at("/response/body/captured").asLong();
            total += captured;
            var size = (int) Math.min(captured, at < WHOLE_BODIES ? captured : BEGINNING);
            var seed = Long.parseLong(detail.at("/request/path").asString().split("[/?]")[3]);
            assertThat(body(kept.get(at), size)).isEqualTo(RandomBytes.beginning(size, seed));
        }
        System.out.printf("%d exchanges readable, %d KiB of their bodies%n", kept.size(), total / 1024);
        assertThat(total).isPositive();
        assertThat(inspecting.weir().stateDir().resolve("history/history.db.bad"))
                .doesNotExist();
        var complaints = inspecting
                .ask("doctor", Map.of())
                .get("checks")
                .valueStream()
                .filter(check -> !check.get("severity").asString().equals("ok"))
                .map(check -> check.get("id").asString())
                .filter(id -> id.contains("history") || id.contains("ca") || id.contains("rules"))
                .toList();
        assertThat(complaints).isEmpty();
        assertThat(Files.exists(inspecting.weir().stateDir().resolve("history/history.db")))
                .isTrue();
    }

    private byte[] body(JsonNode exchange, int size) {
        var all = new byte[size];
        for (var at = 0; at < size; ) {
            var answer = inspecting.ask(
                    "exchanges.body",
                    Map.of(
                            "id",
                            exchange.get("id").asLong(),
                            "side",
                            "response",
                            "offset",
                            at,
                            "limit",
                            Math.min(size - at, 524_288)));
            var piece = Base64.getDecoder().decode(answer.get("data").asString());
            if (piece.length == 0) {
                return Arrays.copyOf(all, at);
            }
            System.arraycopy(piece, 0, all, at, Math.min(piece.length, size - at));
            at += piece.length;
        }
        return all;
    }
}
