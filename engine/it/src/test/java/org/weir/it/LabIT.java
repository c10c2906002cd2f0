package org.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weir.testkit.lab.Holder;
import org.weir.testkit.lab.Lab;
import org.weir.testkit.lab.Probe;
import org.weir.testkit.lab.Program;

/** The instrument before the measurements: the lab tells the truth without Weir, and leaves nothing behind. */
class LabIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void originsAnswerOnBothFamiliesAndLogWhatTheySaw() {
        try (var lab = Lab.up("lab")) {
            assertThat(lab.run(LIMIT, "curl", "-sS", "https://web.lab.test/").text())
                    .isEqualTo("hello from the lab");
            assertThat(lab.run(LIMIT, "curl", "-sS", "-6", "https://tls12.lab.test/json")
                            .text())
                    .contains("ok");
            var answer = lab.run(LIMIT, "curl", "-sS", "-i", "http://data.lab.test:8003/random/70000/7?t=x");
            await().atMost(LIMIT).until(() -> !lab.originLog().isEmpty());
            var seen = lab.originLog().getFirst();
            assertThat(seen.get("out_sha256").asString()).isEqualTo(answer.outputHash());
            assertThat(seen.get("out").asInt()).isEqualTo(answer.output().length());
            assertThat(lab.accessLog()).hasSize(2);
        }
    }

    @Test
    void aProbeWithoutWeirIsDirectAndAHolderHolds() {
        try (var lab = Lab.up("lab");
                var probe = Probe.start(lab, Duration.ofMillis(20));
                var holder = Holder.open(lab, 20)) {
            var begun = System.nanoTime();
            holder.awaitSweeps(3);
            probe.await(begun, LIMIT, attempt -> attempt.result().equals("direct"));
            assertThat(probe.since(0)).allMatch(attempt -> attempt.result().equals("direct"));
            assertThat(holder.broken()).isEmpty();
        }
    }

    @Test
    void refusedAndUnreachableAreToldApartFromSilence() {
        try (var lab = Lab.up("lab")) {
            assertThat(lab.run(LIMIT, "curl", "-s", "http://refused.lab.test/").took())
                    .isLessThan(Duration.ofSeconds(1));
            assertThat(lab.run(LIMIT, "curl", "-sS", "-m", "10", "http://unreachable.lab.test/")
                            .status())
                    .isEqualTo(7);
            assertThat(lab.run(LIMIT, "curl", "-sS", "-m", "2", "http://blackhole.lab.test/")
                            .status())
                    .isEqualTo(28);
        }
    }

    @Test
    void aLabEndsWithItsOwner() throws IOException {
        var script = Lab.repository().resolve("engine/testkit/lab/lab").toString();
        var owner = new ProcessBuilder("sleep", "600").start();
        var name = "orphan-" + owner.pid();
        Program.run(LIMIT, List.of(script, "up", name, "--owner-pid", "" + owner.pid()))
                .orThrow();
        var stubborn = new ProcessBuilder(
                        script, "exec", name, "--", "sh", "-c", "trap '' TERM; while :; do sleep 1; done")
                .start();
        owner.destroyForcibly();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !Files.exists(java.nio.file.Path.of("/var/lib/weir-lab", name)) && !stubborn.isAlive());
        assertThat(Program.run(LIMIT, List.of("ip", "netns", "list")).text()).doesNotContain(name);
    }
}
