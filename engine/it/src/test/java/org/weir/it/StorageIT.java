package org.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weir.testkit.lab.Control;
import org.weir.testkit.lab.EngineOptions;
import org.weir.testkit.lab.Lab;
import org.weir.testkit.lab.Program;
import org.weir.testkit.lab.Weir;

/** Random and truncated rules files, a deleted state folder, a full disk: traffic goes on, the rules stay, the user is told. */
class StorageIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int STORAGE_FAILED = 1009;

    private Lab lab;
    private Weir weir;

    @BeforeEach
    void start() {
        lab = Lab.up("store");
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
    void damagedRulesNeverDenyEverythingAndAreReported() throws IOException {
        begin();
        addBlockRule();
        var good = Files.readString(weir.stateDir().resolve("rules.json"));
        var random = new Random(10);
        var noise = new byte[500];
        for (var round = 0; round < 4; round++) {
            weir.stop(weir.engine());
            byte[] damaged;
            if (round % 2 == 0) {
                random.nextBytes(noise);
                damaged = noise;
            } else {
                damaged = good.substring(0, 1 + random.nextInt(good.length() - 2))
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
            }
            Files.write(weir.stateDir().resolve("rules.json"), damaged);
            weir.startEngine(EngineOptions.defaults());
            weir.awaitInterceptor("capturing", LIMIT);
            trafficGoesOn();
            try (var control = weir.control()) {
                assertThat(control.status().get("problems").toString())
                        .as("round %d", round)
                        .contains("rules");
            }
            assertThat(blocked())
                    .as("round %d: the last good copy is in force", round)
                    .isTrue();
        }
    }

    @Test
    void aDeletedStateFolderKeepsTheRulesInMemory() throws IOException {
        begin();
        addBlockRule();
        Program.run(LIMIT, List.of("rm", "-rf", weir.stateDir().toString())).orThrow();
        trafficGoesOn();
        assertThat(blocked()).isTrue();
        try (var control = weir.control()) {
            assertThat(control.ask("rules.list", Map.of()).get("rules")).hasSize(1);
        }
    }

    @Test
    void aFullDiskKeepsTrafficAndRulesAndTellsTheUser() throws IOException {
        Program.run(
                        LIMIT,
                        List.of(
                                "mount",
                                "-t",
                                "tmpfs",
                                "-o",
                                "size=64k,mode=0700,uid=61001,gid=61001",
                                "none",
                                weir.stateDir().toString()))
                .orThrow();
        begin();
        addBlockRule();
        Program.run(LIMIT, List.of("sh", "-c", "head -c 100000 /dev/zero >" + weir.stateDir() + "/filler"));
        try (var control = weir.control()) {
            var told = false;
            try {
                for (var i = 0; i < 20; i++) {
                    control.ask(
                            "rules.add",
                            Map.of(
                                    "rule",
                                    Map.of(
                                            "domain",
                                            "x".repeat(60) + i + ".test",
                                            "action",
                                            "pass",
                                            "note",
                                            "n".repeat(1000))));
                }
            } catch (Control.ControlError e) {
                assertThat(e.code()).isEqualTo(STORAGE_FAILED);
                told = true;
            }
            assertThat(told).as("the caller is told").isTrue();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(
                                    control.status().get("problems").toString() + control.ask("doctor", Map.of()))
                            .containsIgnoringCase("rules"));
        }
        trafficGoesOn();
        assertThat(blocked()).isTrue();
    }

    private void begin() {
        weir.startInterceptor();
        weir.startEngine(EngineOptions.defaults());
        weir.awaitInterceptor("capturing", LIMIT);
    }

    private void addBlockRule() throws IOException {
        try (var control = weir.control()) {
            control.ask("rules.add", Map.of("rule", Map.of("domain", "tls13.lab.test", "action", "block")));
        }
        assertThat(blocked()).isTrue();
    }

    private boolean blocked() {
        return lab.run(LIMIT, "curl", "-s", "-m", "10", "https://tls13.lab.test/")
                        .status()
                != 0;
    }

    private void trafficGoesOn() {
        assertThat(lab.run(LIMIT, "curl", "-sS", "-m", "10", "https://web.lab.test/")
                        .text())
                .isEqualTo("hello from the lab");
    }
}
