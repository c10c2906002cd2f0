package org.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.weir.testkit.lab.Resident;

/** What many inspected connections cost in memory: idle ones, and ones whose answers nobody reads. */
class MemoryIT extends MemoryLab {
    private static final int IDLE = 2_000;
    private static final int UNREAD = 40;

    /** What curl lets through in a second, and a record or two. */
    private static final long AT_CURLS_RATE = 1024 * 1024;

    /** One inspected connection: two TLS states, HTTP state, and first buffers. */
    private static final long KIB_PER_IDLE = 150;

    @Test
    void twoThousandIdleConnections() throws Exception {
        var before = Resident.kib(engine());
        var holder = hold("h1.lab.test", IDLE, "/", "idle");
        var said = lines(holder);
        assertThat(said.readLine()).isEqualTo("open " + IDLE);
        var open = inspecting.ask(
                "flows.list",
                Map.of(
                        "filter",
                        Map.of("state", "open", "decision", "inspect", "host", "h1.lab.test"),
                        "limit",
                        20_000));
        assertThat(open.get("total").asInt()).isEqualTo(IDLE);
        // As many as fit into one answer.
        assertThat(open.get("flows").valueStream().map(Inspecting::inspection)).containsOnly("inspected");
        var grown = Resident.peakKib(engine()) - before;
        holder.getOutputStream().write('\n');
        holder.getOutputStream().flush();
        assertThat(said.readLine()).as("all can still be used").isEqualTo("open " + IDLE);
        System.out.printf("%d inspected idle connections: %s%n", IDLE, memory(before));
        assertThat(grown).isLessThan(IDLE * KIB_PER_IDLE);
    }

    @Test
    void answersThatNobodyReads() throws Exception {
        var before = Resident.kib(engine());
        var holder = hold("h1.lab.test", UNREAD, "/large", "unread");
        assertThat(lines(holder).readLine()).isEqualTo("open " + UNREAD);
        // The same over HTTP/2, many streams on one connection, read at a rate that is next to nothing.
        var slow = start(inspecting
                .lab()
                .onDesktop(
                        "curl",
                        "-s",
                        "--parallel",
                        "--parallel-max",
                        "" + UNREAD,
                        "--limit-rate",
                        "1k",
                        "--cacert",
                        inspecting.ours().toString(),
                        "-o",
                        "/dev/null",
                        "https://web.lab.test/large?[1-" + UNREAD + "]"));
        await().atMost(LIMIT).until(() -> inspecting.exchanges("*/large*").size() == 2 * UNREAD);
        // All that the engine takes it has taken when the servers have sent nothing for a while.
        var counted = new AtomicLong();
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).until(() -> {
            var now = down();
            return now - counted.getAndSet(now) < AT_CURLS_RATE;
        });
        System.out.printf("2 x %d answers of %d MiB that nobody reads: %s%n", UNREAD, LARGE >> 20, memory(before));
        assertThat(Resident.peakKib(engine()) - before).isLessThan(STREAMING_KIB);
        assertThat(slow.isAlive()).isTrue();
        assertThat(holder.isAlive()).isTrue();
        curl("--http1.1", "https://web.lab.test/1m");
    }

    private long down() {
        return inspecting
                .ask("flows.list", Map.of("filter", Map.of("state", "open"), "limit", 20_000))
                .get("flows")
                .valueStream()
                .mapToLong(flow -> flow.path("bytes_down").asLong(0))
                .sum();
    }
}
