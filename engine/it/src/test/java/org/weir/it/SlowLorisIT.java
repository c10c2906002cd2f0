package org.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weir.testkit.lab.Lab;
import org.weir.testkit.lab.Probe;
import org.weir.testkit.lab.Resident;
import org.weir.testkit.lab.Weir;
import tools.jackson.databind.json.JsonMapper;

/** 500 clients that send half a ClientHello and stop: passed through after the deadline, octets replayed, others not slowed. */
class SlowLorisIT {
    private static final int CLIENTS = 500;
    /** Longer than any deadline for first bytes. */
    private static final int STALL_SECONDS = 12;
    /** p99 of so small a sample is one scheduling accident on a busy machine; what matters is that nobody waits for a deadline. */
    private static final Duration P99_FLOOR = Duration.ofMillis(60);

    private static final Duration OPENING = Duration.ofSeconds(1);
    private static final Duration WINDOW = Duration.ofSeconds(6);

    private static final long MEMORY_KIB_PER_CLIENT = 160;

    @Test
    void theyArePassedThroughAndOthersDoNotWait() throws IOException, InterruptedException {
        var lab = Lab.up("loris");
        Weir weir = null;
        try {
            weir = Weir.capturing(lab);
            try (var probe = Probe.start(lab, Duration.ofMillis(20))) {
                // The engine is measured warm: its first 500 flows are for the compiler.
                lab.run(
                                Duration.ofMinutes(1),
                                "/usr/bin/python3",
                                lab.client("loris.py").toString(),
                                "" + CLIENTS,
                                "0")
                        .orThrow();
                var quiet = System.nanoTime();
                Thread.sleep(WINDOW);
                var alone = p99(probe.since(quiet));
                var memory = Resident.kib(weir.engine());

                var loris = new ProcessBuilder(lab.onDesktop(
                                "/usr/bin/python3",
                                lab.client("loris.py").toString(),
                                "" + CLIENTS,
                                "" + STALL_SECONDS))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
                try (var lines =
                        new BufferedReader(new InputStreamReader(loris.getInputStream(), StandardCharsets.UTF_8))) {
                    assertThat(lines.readLine()).isEqualTo("stalled " + CLIENTS);
                    // Five hundred handshakes at once keep two processors busy for a moment, with Weir and without.
                    // What is
                    // measured is the time after that, with the deadline of all 500 in the middle of it.
                    var stalled = System.nanoTime() + OPENING.toNanos();
                    Thread.sleep(OPENING.plus(WINDOW));
                    var together = p99(probe.since(stalled));
                    var grown = Resident.kib(weir.engine()) - memory;
                    var result = JsonMapper.shared().readTree(lines.readLine());
                    System.out.printf(
                            "slow-loris: p99 of others %d ms alone, %d ms beside %d; memory +%d KiB; %s%n",
                            alone.toMillis(), together.toMillis(), CLIENTS, grown, result);
                    assertThat(result.get("right").asInt())
                            .as("octets replayed: %s", result)
                            .isEqualTo(CLIENTS);
                    var limit = alone.multipliedBy(2).compareTo(P99_FLOOR) > 0 ? alone.multipliedBy(2) : P99_FLOOR;
                    assertThat(together).isLessThanOrEqualTo(limit);
                    assertThat(grown).isLessThan(CLIENTS * MEMORY_KIB_PER_CLIENT);
                }
                assertThat(probe.since(0)).noneMatch(Probe.Attempt::failed);
            }
        } finally {
            if (weir != null) {
                weir.close();
            }
            lab.close();
        }
    }

    private static Duration p99(List<Probe.Attempt> attempts) {
        assertThat(attempts).hasSizeGreaterThan(100);
        var sorted = attempts.stream().map(Probe.Attempt::took).sorted().toList();
        return sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1);
    }
}
