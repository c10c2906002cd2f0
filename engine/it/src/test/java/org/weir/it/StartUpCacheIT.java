package org.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weir.testkit.lab.Lab;

/** Both programs load their classes from the caches that the build made, also when they were copied elsewhere. */
class StartUpCacheIT {
    @TempDir
    Path elsewhere;

    @ParameterizedTest
    @CsvSource({"weir, org.weir.cli.WeirMain", "weir-engine, org.weir.engine.EngineMain"})
    void classesComeFromTheCache(String program, String main) throws Exception {
        var copied = new ProcessBuilder(
                        "cp",
                        "-Rp",
                        Lab.repository().resolve("engine/cli/target/dist").toString(),
                        elsewhere.toString())
                .inheritIO()
                .start();
        assertThat(copied.waitFor()).isZero();
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
}
