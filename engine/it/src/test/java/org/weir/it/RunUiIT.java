package org.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weir.testkit.lab.Lab;
import org.weir.testkit.lab.Program;
import org.weir.testkit.lab.XServer;

/** ./run with a display, as on a desktop: the window comes, and goes with everything else. */
class RunUiIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String TITLE = "^Weir$";

    /** An empty window has a handful. */
    private static final int COLOURS = 60;

    @TempDir
    private Path home;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(Process::destroy);
    }

    @Test
    void theWindowIsSeenAndNothingIsLeft() throws Exception {
        // As on a desktop: a cookie in the home of whoever types ./run, and no XAUTHORITY.
        try (var screen = XServer.withCookie(home.resolve(".Xauthority"))) {
            var run = run(Map.of("DISPLAY", screen.display()), "--ui", "--seconds", "12");
            await().atMost(LIMIT).until(() -> screen.shows(TITLE) && screen.colours() > COLOURS);
            assertThat(run.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(run.exitValue()).as(this::log).isZero();
            Remains.noneOf(run);
            assertThat(screen.shows(TITLE)).isFalse();
        }
        try (Stream<Path> left = Files.list(home)) {
            assertThat(left.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder(".Xauthority", "log");
        }
    }

    @Test
    void withADisplayTheWindowComesUnaskedAndCtrlCEndsAll() throws Exception {
        try (var screen = XServer.start()) {
            var run = run(Map.of("DISPLAY", screen.display()));
            await().atMost(LIMIT).until(() -> screen.shows(TITLE));
            Program.run(LIMIT, List.of("kill", "-INT", Long.toString(run.pid())))
                    .orThrow();
            assertThat(run.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            Remains.noneOf(run);
        }
    }

    @Test
    void aDisplayThatDoesNotAnswerIsSaidAndTheTableComesInstead() throws Exception {
        var nobody = Map.of("DISPLAY", ":9876");
        var run = run(nobody, "--seconds", "6");
        var output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(run.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).as(this::log).isZero();
        assertThat(output).contains("curl");
        assertThat(log()).contains("no window is possible").doesNotContain("at com.sun", "at javafx");
        Remains.noneOf(run);
    }

    @Test
    void whoInsistsWithoutADisplayIsToldAtOnce() throws Exception {
        var run = run(Map.of("WAYLAND_DISPLAY", "wayland-0"), "--ui");
        assertThat(run.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isEqualTo(1);
        assertThat(log().lines()).hasSize(1).first().asString().contains("no window is possible", "DISPLAY");
        Remains.noneOf(run);
    }

    private String log() {
        try {
            return Files.readString(home.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Process run(Map<String, String> environment, String... arguments) throws IOException {
        var command = new ArrayList<>(RunIT.AS_A_SHELL_DOES);
        command.add(Lab.repository().resolve("run").toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectError(home.resolve("log").toFile());
        builder.environment()
                .keySet()
                .removeAll(Set.of("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("WEIR_IS_BUILT", "yes");
        builder.environment().put("HOME", home.toString());
        builder.environment().putAll(environment);
        var process = builder.start();
        started.add(process);
        return process;
    }
}
