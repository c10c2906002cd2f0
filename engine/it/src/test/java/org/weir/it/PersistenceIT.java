package org.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weir.testkit.lab.EngineOptions;
import org.weir.testkit.lab.Holder;
import org.weir.testkit.lab.Lab;
import org.weir.testkit.lab.Probe;
import org.weir.testkit.lab.Weir;

/** Connections opened before the capture live on untouched through on, off, on. */
class PersistenceIT {
    private static final int CONNECTIONS = 100;
    private static final Duration SOON = Duration.ofSeconds(10);

    private Lab lab;
    private Weir weir;

    @BeforeEach
    void start() {
        lab = Lab.up("keep");
        weir = Weir.prepare(lab);
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
    void connectionsFromBeforeAndFromEachStateSurviveEveryTurn() throws IOException {
        try (var before = Holder.open(lab, CONNECTIONS)) {
            weir.startInterceptor();
            weir.startEngine(EngineOptions.defaults().withCapture("off"));
            before.awaitSweeps(2);
            try (var probe = Probe.start(lab, Duration.ofMillis(50))) {
                turn(probe, true);
                before.awaitSweeps(3);
                try (var during = Holder.open(lab, CONNECTIONS)) {
                    turn(probe, false);
                    before.awaitSweeps(3);
                    during.awaitSweeps(3);
                    turn(probe, true);
                    before.awaitSweeps(3);
                    during.awaitSweeps(3);
                    assertThat(during.broken()).isEmpty();
                    assertThat(flowsOf(before))
                            .as("flows of connections from before the capture")
                            .isZero();
                    assertThat(flowsOf(during)).isEqualTo(CONNECTIONS);
                }
                weir.stop(weir.engine());
                weir.stop(weir.interceptor());
                before.awaitSweeps(3);
            }
            assertThat(before.broken()).isEmpty();
            assertThat(before.stillOpen()).isEqualTo(CONNECTIONS);
        }
    }

    private long flowsOf(Holder holder) throws IOException {
        try (var control = weir.control()) {
            return control.flows().stream()
                    .filter(flow -> flow.at("/app/pid").asLong() == holder.pid())
                    .count();
        }
    }

    private void turn(Probe probe, boolean on) throws IOException {
        try (var control = weir.control()) {
            var asked = System.nanoTime();
            control.ask("capture.set", Map.of("on", on));
            probe.await(asked, SOON, attempt -> attempt.result().equals(on ? "captured" : "direct"));
            assertThat(probe.since(0)).noneMatch(Probe.Attempt::failed);
        }
    }
}
