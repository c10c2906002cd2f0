package org.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weir.testkit.lab.EngineOptions;
import org.weir.testkit.lab.Lab;
import org.weir.testkit.lab.Probe;
import org.weir.testkit.lab.Weir;

/** A frozen engine, and an engine that restarts while the interceptor holds. */
class StopIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    private Lab lab;
    private Weir weir;

    @BeforeEach
    void start() {
        lab = Lab.up("stop");
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

    @Test
    void aFrozenEngineIsBypassedWithinFiveSecondsAndTakenBackOnce() throws Exception {
        weir = Weir.capturing(lab);
        try (var probe = Probe.start(lab, Duration.ofMillis(50))) {
            probe.await(System.nanoTime(), SOON, attempt -> attempt.result().equals("captured"));
            var frozen = System.nanoTime();
            weir.signal(weir.engine(), "STOP");
            var direct = probe.await(frozen, SOON, attempt -> attempt.result().equals("direct"));
            var time = Duration.ofNanos(direct.end() - frozen);
            System.out.printf("SIGSTOP: direct after %d ms%n", time.toMillis());
            assertThat(time).isLessThan(Duration.ofSeconds(5));

            var thawed = System.nanoTime();
            weir.signal(weir.engine(), "CONT");
            var captured = probe.await(thawed, SOON, attempt -> attempt.result().equals("captured"));
            System.out.printf(
                    "SIGCONT: captured again after %d ms%n",
                    Duration.ofNanos(captured.end() - thawed).toMillis());
        }
        eachConnectionIsOneFlow();
    }

    /** The engine's own connection would be captured a second time as a flow of the engine, or of nobody. */
    private void eachConnectionIsOneFlow() throws Exception {
        try (var control = weir.control()) {
            var begun = control.status().at("/flows/total").asLong();
            for (var i = 0; i < 5; i++) {
                lab.run(SOON, "curl", "-sS", "-o", "/dev/null", "http://192.0.2.14/")
                        .orThrow();
            }
            assertThat(control.status().at("/flows/total").asLong() - begun).isEqualTo(5);
            assertThat(control.flows()).noneMatch(flow -> flow.at("/app/uid").asInt() == Weir.ENGINE_UID);
        }
    }

    @Test
    void holdLosesNoConnectionWhileTheEngineRestarts() {
        var hold = EngineOptions.defaults().withMode("hold");
        weir = Weir.capturing(lab, hold);
        try (var probe = Probe.start(lab, Duration.ofMillis(50))) {
            probe.await(System.nanoTime(), SOON, attempt -> attempt.result().equals("captured"));
            var stopped = System.nanoTime();
            weir.stop(weir.engine());
            // Two seconds without an engine; what arrives now waits in the listener's backlog.
            probe.await(stopped + Duration.ofSeconds(1).toNanos(), Duration.ofSeconds(20), attempt -> {
                restartOnce(hold, stopped);
                return attempt.result().equals("captured");
            });
            var attempts = probe.since(stopped);
            var failed = attempts.stream().filter(Probe.Attempt::failed).toList();
            System.out.printf("hold: %d connections during the restart, %d failed%n", attempts.size(), failed.size());
            assertThat(failed).isEmpty();
        }
    }

    @Test
    void aConnectionThatJustBeganHasItsAnswerBeforeTheEngineStops() throws Exception {
        weir = Weir.capturing(lab);
        // The service says an octet every 100 ms; five of them last longer than a stop that waits for nobody.
        var asked = new ProcessBuilder(lab.onDesktop("python3", "-c", """
                import socket
                client = socket.create_connection(("198.51.100.20", 8001), 10)
                heard = client.recv(1)
                print("begun", flush=True)
                while len(heard) < 5:
                    more = client.recv(1)
                    if not more:
                        break
                    heard += more
                print(len(heard), flush=True)
                """))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var answer = asked.inputReader()) {
            assertThat(answer.readLine()).isEqualTo("begun");
            weir.stop(weir.engine());
            assertThat(answer.readLine()).isEqualTo("5");
        } finally {
            asked.destroyForcibly();
        }
    }

    private boolean restarted;

    private void restartOnce(EngineOptions options, long stopped) {
        if (!restarted && System.nanoTime() - stopped > Duration.ofSeconds(2).toNanos()) {
            restarted = true;
            weir.startEngine(options);
        }
    }

    @Test
    void closedRefusesWhatShouldBeCapturedUntilItIsLifted() throws Exception {
        weir = Weir.capturing(lab, EngineOptions.defaults().withMode("closed"));
        weir.kill(weir.engine());
        try (var probe = Probe.start(lab, Duration.ofMillis(50))) {
            probe.await(System.nanoTime(), SOON, Probe.Attempt::failed);
            try (var admin = org.weir.testkit.lab.Control.connect(weir.interceptorSocket())) {
                admin.ask("hello", Map.of("protocol", 1, "role", "admin", "name", "test", "pid", 1));
                admin.ask("capture.lift", Map.of("reason", "the user says so"));
            }
            var lifted = System.nanoTime();
            probe.await(lifted, SOON, attempt -> attempt.result().equals("direct"));
        }
    }
}
