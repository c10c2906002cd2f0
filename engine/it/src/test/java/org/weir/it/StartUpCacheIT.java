package org.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weir.testkit.lab.Lab;

/** Both programs load their classes from the caches that the build made, also when they were copied elsewhere. */
class StartUpCacheIT {
    /** An engine that is asked to end while it makes its cache first writes it. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path elsewhere;

    @ParameterizedTest
    @CsvSource({"weir, org.weir.cli.WeirMain", "weir-engine, org.weir.engine.EngineMain"})
    void classesComeFromTheCache(String program, String main) throws Exception {
        copyDist();
        var log = elsewhere.resolve("classes.log");
        var builder = new ProcessBuilder(
                        elsewhere.resolve("dist/bin").resolve(program).toString(), "--version")
                .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + log);
        var started = builder.start();
        var out = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(started.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readAllLines(log))
                .as(out)
                .anyMatch(line -> line.contains(main + " source: shared objects file"));
    }

    @Test
    void interruptedTheBuildLeavesNoEngineRunning() throws Exception {
        copyDist();
        Files.deleteIfExists(elsewhere.resolve("dist/lib/weir-engine.aot"));
        var builder = new ProcessBuilder(
                "env",
                "--default-signal=TERM",
                Lab.repository().resolve("engine/cli/src/main/aot/make-caches").toString(),
                elsewhere.resolve("dist").toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        var making = builder.inheritIO().start();
        await().atMost(PATIENCE).until(() -> engines().findAny().isPresent());

        making.destroy();

        assertThat(making.waitFor(PATIENCE)).isTrue();
        assertThat(engines()).isEmpty();
    }

    private void copyDist() throws IOException, InterruptedException {
        var copied = new ProcessBuilder(
                        "cp",
                        "-Rp",
                        Lab.repository().resolve("engine/cli/target/dist").toString(),
                        elsewhere.toString())
                .inheritIO()
                .start();
        assertThat(copied.waitFor()).isZero();
    }

    /** Java programs out of this test's own copy. */
    private Stream<ProcessHandle> engines() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .filter(process -> process.info().commandLine().orElse("").contains(elsewhere.toString()));
    }
}
