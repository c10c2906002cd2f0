package org.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.testkit.lab.Lab;
import org.weir.testkit.lab.Program;
import tools.jackson.databind.json.JsonMapper;

/** ./run as its users meet it: a command's output and status, the live table, the host form, and nothing left behind. */
class RunIT {
    /** Tests that run in the background have Ctrl-C ignored, and a shell that begins so cannot trap it. */
    static final List<String> AS_A_SHELL_DOES = List.of("env", "--default-signal=INT,QUIT");

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(Process::destroy);
    }

    @Test
    void aCommandsOutputAndStatusAreOurs() throws Exception {
        var run = run(List.of(), "--", "sh", "-c", "curl -s https://web.lab.test/ && weir flows --json; cat; exit 7");
        var output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(run.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isEqualTo(7);
        var lines = output.split("\n", 2);
        assertThat(lines[0]).isEqualTo("hello from the lab");
        assertThat(JsonMapper.shared().readTree(lines[1]).toString()).contains("web.lab.test", "/usr/bin/curl");
        Remains.noneOf(run);
    }

    @Test
    void insideTheLabsRootIsNamedAndTheEngineFound() throws Exception {
        var run = run(
                List.of(), "--", "sh", "-c", "test -f \"$WEIR_LAB_CA\" && test -S \"$WEIR_SOCKET\" && command -v weir");
        assertThat(run.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isZero();
        Remains.noneOf(run);
    }

    @Test
    void withoutACommandTheTableShowsAllFiveClientsAndEndsInTime() throws Exception {
        var begun = System.nanoTime();
        var run = run(List.of(), "--seconds", "12");
        var output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(run.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isZero();
        assertThat(output).contains("curl", "openssl", "client.js", "client.py", "Client.java");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(60));
        Remains.noneOf(run);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "KILL"})
    void anyEndLeavesNothing(String signal) throws Exception {
        var run = run(List.of(), "--", "sh", "-c", "echo up; sleep 600");
        assertThat(run.getInputStream().read()).isEqualTo('u');
        Program.run(LIMIT, List.of("kill", "-" + signal, Long.toString(run.pid())))
                .orThrow();
        assertThat(run.waitFor(30, TimeUnit.SECONDS)).isTrue();
        Remains.noneOf(run);
    }

    @Test
    void theHostFormWorksInTheNamespaceItIsStartedIn() throws Exception {
        try (var lab = Lab.up("host")) {
            var before = lab.kernelState();
            var run = run(List.of("ip", "netns", "exec", lab.desktopNamespace()), "--host", "--seconds", "15");
            await().atMost(LIMIT).until(() -> lab.kernelState().tables().contains("weir"));
            // The table stands a moment before the capture is asked for by the engine.
            await().atMost(LIMIT).until(() -> {
                lab.run(LIMIT, "curl", "-s", "http://192.0.2.14/");
                return run.getInputStream().available() > 0;
            });
            var output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(run.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(run.exitValue()).isZero();
            assertThat(output).contains("curl");
            assertThat(lab.kernelState()).isEqualTo(before);
        }
        assertThat(Remains.folders("/var/lib", "weir-run.")).isEmpty();
    }

    private Process run(List<String> prefix, String... arguments) {
        var command = new ArrayList<>(prefix);
        command.addAll(AS_A_SHELL_DOES);
        command.add(Lab.repository().resolve("run").toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("WEIR_IS_BUILT", "yes");
        // With a display it would open the window instead of the table.
        builder.environment().keySet().removeAll(java.util.Set.of("DISPLAY", "WAYLAND_DISPLAY"));
        try {
            var process = builder.start();
            started.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
