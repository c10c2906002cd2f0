package org.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.weir.testkit.lab.EngineOptions;
import org.weir.testkit.lab.Holder;
import org.weir.testkit.lab.KernelState;
import org.weir.testkit.lab.Lab;
import org.weir.testkit.lab.Probe;
import org.weir.testkit.lab.Program;
import org.weir.testkit.lab.Weir;

/**
 * kill -9 of the engine, of the interceptor, of both, with 200 active flows: new connections work directly in under 2 s, a
 * restart captures again within 5 s, and after 20 rounds nothing is left over.
 */
class KillIT {
    private static final int ROUNDS = Integer.getInteger("weir.rounds", 20);
    private static final int FLOWS = 200;
    private static final Duration DIRECT_LIMIT = Duration.ofSeconds(2);
    private static final Duration CAPTURED_LIMIT = Duration.ofSeconds(5);

    /** A dead interceptor takes the way back with it: the engine's side of such connections ends by its own limits. */
    private static final Duration DESCRIPTOR_LIMIT = Duration.ofMinutes(1);
    /** What a program may open once in its life: event loops, class files, a log. */
    private static final int SPARE = 16;

    private Lab lab;
    private Weir weir;
    private KernelState before;

    enum Victim {
        ENGINE,
        INTERCEPTOR,
        BOTH
    }

    @BeforeEach
    void start() {
        lab = Lab.up("kill");
        before = lab.kernelState();
        weir = Weir.capturing(lab);
    }

    @AfterEach
    void stop() {
        if (weir != null) {
            weir.close();
        }
        if (lab != null) {
            lab.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Victim.class)
    void networkIsBackAndNothingIsLeft(Victim victim) {
        var direct = new ArrayList<Duration>();
        var captured = new ArrayList<Duration>();
        var descriptors = new ArrayList<Integer>();
        var idle = survivorsDescriptors(victim);
        try (var probe = Probe.start(lab, Duration.ofMillis(40))) {
            for (var round = 0; round < ROUNDS; round++) {
                probe.await(
                        System.nanoTime(),
                        CAPTURED_LIMIT,
                        attempt -> attempt.result().equals("captured"));
                try (var holder = Holder.open(lab, FLOWS)) {
                    holder.awaitSweeps(1);
                    assertThat(holder.broken()).isEmpty();
                    var killed = System.nanoTime();
                    kill(victim);
                    direct.add(timeToDirect(probe, killed));
                    if (victim == Victim.INTERCEPTOR) {
                        assertTablesAreGone();
                    }
                }
                var restarted = System.nanoTime();
                restart(victim);
                var again = probe.await(
                        restarted,
                        Duration.ofSeconds(30),
                        attempt -> attempt.result().equals("captured"));
                captured.add(Duration.ofNanos(again.end() - restarted));
                descriptors.add(survivorsDescriptors(victim));
            }
        }
        System.out.printf(
                "kill -9 %s, %d rounds with %d flows: direct after %s; captured again after %s; descriptors of the survivor %s%n",
                victim, ROUNDS, FLOWS, summary(direct), summary(captured), descriptors);
        assertThat(direct).allMatch(time -> time.compareTo(DIRECT_LIMIT) < 0);
        assertThat(captured).allMatch(time -> time.compareTo(CAPTURED_LIMIT) < 0);
        noDescriptorIsLeft(victim, idle);
        nothingIsLeftAfterStop();
    }

    @Test
    void liftKeepsCapturedFlowsAliveWhereTheEngineStillIs() throws Exception {
        try (var holder = Holder.open(lab, 50);
                var probe = Probe.start(lab, Duration.ofMillis(50));
                var control = weir.control()) {
            probe.await(
                    System.nanoTime(),
                    CAPTURED_LIMIT,
                    attempt -> attempt.result().equals("captured"));
            var lifted = System.nanoTime();
            control.ask("capture.set", java.util.Map.of("on", false));
            probe.await(lifted, DIRECT_LIMIT, attempt -> attempt.result().equals("direct"));
            holder.awaitSweeps(5);
            assertThat(holder.broken()).isEmpty();
            assertThat(holder.stillOpen()).isEqualTo(50);
        }
    }

    @Test
    void resetRemovesWhatAKilledInterceptorLeft() {
        weir.kill(weir.interceptor());
        weir.kill(weir.engine());
        for (var time = 0; time < 2; time++) {
            var reset = Program.run(Duration.ofSeconds(10), weir.interceptorCommand("reset"));
            assertThat(reset.status())
                    .as("reset, time %d: %s", time + 1, reset.errors())
                    .isZero();
        }
        assertThat(lab.kernelState()).isEqualTo(before);
    }

    private void kill(Victim victim) {
        switch (victim) {
            case ENGINE -> weir.kill(weir.engine());
            case INTERCEPTOR -> weir.kill(weir.interceptor());
            case BOTH -> {
                weir.signal(weir.interceptor(), "KILL");
                weir.kill(weir.engine());
                weir.kill(weir.interceptor());
            }
        }
    }

    private void restart(Victim victim) {
        if (victim != Victim.ENGINE) {
            weir.startInterceptor();
        }
        if (victim != Victim.INTERCEPTOR) {
            weir.startEngine(EngineOptions.defaults());
        }
    }

    /** From the kill to the end of the last trouble: every connection begun later than that went direct at once. */
    private static Duration timeToDirect(Probe probe, long killed) {
        probe.await(killed, Duration.ofSeconds(10), attempt -> attempt.result().equals("direct"));
        // Everything that began before this moment and is still under way must come to an end too.
        var settled = System.nanoTime();
        probe.await(settled, Duration.ofSeconds(10), attempt -> attempt.result().equals("direct"));
        var attempts = probe.since(killed);
        var lastTrouble = attempts.stream()
                .filter(attempt -> !attempt.result().equals("direct"))
                .mapToLong(Probe.Attempt::end)
                .max()
                .orElse(killed);
        var firstDirect = attempts.stream()
                .filter(attempt -> attempt.result().equals("direct"))
                .mapToLong(Probe.Attempt::end)
                .filter(end -> end >= lastTrouble)
                .min()
                .orElseThrow();
        return Duration.ofNanos(firstDirect - killed);
    }

    private void assertTablesAreGone() {
        assertThat(lab.kernelState().tables()).doesNotContain("weir");
    }

    private int survivorsDescriptors(Victim victim) {
        return switch (victim) {
            case ENGINE -> Weir.descriptors(weir.interceptor());
            case INTERCEPTOR -> Weir.descriptors(weir.engine());
            case BOTH -> 0;
        };
    }

    private void nothingIsLeftAfterStop() {
        var interceptor = weir.interceptor().pid();
        weir.stop(weir.engine());
        weir.stop(weir.interceptor());
        assertThat(lab.kernelState()).isEqualTo(before);
        var links = Program.run(Duration.ofSeconds(20), List.of("bpftool", "link", "show"))
                .text();
        assertThat(links).doesNotContain("(" + interceptor + ")");
        assertThat(links.lines().filter(line -> line.contains("pinned"))).isEmpty();
    }

    /** Connections whose ends are gone must not stay in a program that lives on. */
    private void noDescriptorIsLeft(Victim victim, int idle) {
        await().atMost(DESCRIPTOR_LIMIT)
                .untilAsserted(() -> assertThat(survivorsDescriptors(victim)).isLessThanOrEqualTo(idle + SPARE));
    }

    private static String summary(List<Duration> times) {
        var sorted = times.stream().mapToLong(Duration::toMillis).sorted().toArray();
        return "median " + sorted[sorted.length / 2] + " ms, at most " + sorted[sorted.length - 1] + " ms";
    }
}
