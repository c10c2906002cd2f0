package org.weir.testkit.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The real interceptor (root) and the real engine (uid 61001, no capability) on a lab's desktop, as docs/packaging.md
 * starts them. Not thread-safe, but {@link #control()} may be called from anywhere.
 */
public final class Weir implements AutoCloseable {
    /** Neither root nor anyone of this machine. */
    public static final int ENGINE_UID = 61001;

    /** A cold JVM beside a full test suite on two cores; the requirement of 5 s is measured by the test that has it. */
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    /** As packages start both programs (docs/packaging.md): the machine's connections wait for them. */
    private static final List<String> AHEAD = List.of("nice", "-n", "-5");

    private final Lab lab;
    private final Path home;
    private @Nullable Process interceptor;
    private @Nullable Process engine;

    private Weir(Lab lab) {
        this.lab = lab;
        this.home = lab.folder().resolve("weir");
    }

    /** Copies the programs to where the engine's user can read them; starts nothing. */
    public static Weir prepare(Lab lab) {
        var weir = new Weir(lab);
        var uid = Integer.toString(ENGINE_UID);
        var dist = Lab.repository().resolve("engine/cli/target/dist");
        var binary = Lab.repository().resolve("native-linux/build/weir-interceptor");
        if (!Files.isExecutable(binary) || !Files.isDirectory(dist)) {
            throw new IllegalStateException("not built: " + binary + " and " + dist + " (./test builds both)");
        }
        weir.sh("install -d -m 0755 " + weir.home + " " + weir.runDir());
        weir.sh("install -d -m 0700 -o " + uid + " -g " + uid + " " + weir.stateDir());
        weir.sh("install -d -m 0755 -o " + uid + " -g " + uid + " " + weir.home + "/control " + weir.home + "/tmp");
        weir.sh("cp -Rp " + dist + " " + weir.home + "/dist && chmod -R u+rwX,go+rX " + weir.home + "/dist");
        weir.sh("install -m 0755 " + binary + " " + weir.interceptorProgram());
        return weir;
    }

    /** Both programs running and capturing, scope as the engine makes it. */
    public static Weir capturing(Lab lab) {
        return capturing(lab, EngineOptions.defaults());
    }

    public static Weir capturing(Lab lab, EngineOptions options) {
        var weir = prepare(lab);
        weir.startInterceptor();
        weir.startEngine(options);
        weir.awaitInterceptor("capturing", START_LIMIT);
        return weir;
    }

    public Path home() {
        return home;
    }

    public Path runDir() {
        return home.resolve("run");
    }

    public Path interceptorSocket() {
        return runDir().resolve("interceptor.sock");
    }

    public Path interceptorProgram() {
        return home.resolve("weir-interceptor");
    }

    public Path stateDir() {
        return home.resolve("state");
    }

    public Path controlSocket() {
        return home.resolve("control/control.sock");
    }

    /** The command, for running on the desktop with WEIR_SOCKET in its environment. */
    public Path command() {
        return home.resolve("dist/bin/weir");
    }

    public void startInterceptor() {
        interceptor = start("interceptor", interceptorCommand());
        awaitFile(interceptorSocket(), interceptor, "interceptor");
    }

    public List<String> interceptorCommand() {
        return interceptorCommand("run", "--engine-uid", "" + ENGINE_UID, "--engine-gid", "" + ENGINE_UID);
    }

    /** Another command of the interceptor (status, lift, stop, reset), in the desktop's namespace and this run folder. */
    public List<String> interceptorCommand(String command, String... options) {
        var line = new ArrayList<>(AHEAD);
        line.addAll(List.of(interceptorProgram().toString(), command, "--run-dir", runDir().toString()));
        line.addAll(List.of(options));
        return inNamespace(line);
    }

    /** Starts the engine and does not wait: {@link #control()} and {@link #awaitInterceptor} do. */
    public void startEngine(EngineOptions options) {
        engine = start("engine", engineCommand(options));
    }

    public List<String> engineCommand(EngineOptions options) {
        var command = new ArrayList<>(AHEAD);
        if (options.descriptors() > 0) {
            command.addAll(List.of("prlimit", "--nofile=" + options.descriptors() + ":" + options.descriptors(), "--"));
        }
        command.addAll(List.of("setpriv", "--reuid", "" + ENGINE_UID, "--regid", "" + ENGINE_UID, "--clear-groups"));
        command.addAll(
                List.of("--inh-caps=-all", "--ambient-caps=-all", "--bounding-set=-all", "--no-new-privs", "--"));
        if (!options.leakDetection()) {
            command.addAll(List.of("env", "WEIR_ENGINE_JVM=" + jvm()));
        }
        command.add(home.resolve("dist/bin/weir-engine").toString());
        command.addAll(List.of("--interceptor", interceptorSocket().toString()));
        command.addAll(List.of(
                "--control", controlSocket().toString(), "--state", stateDir().toString()));
        command.addAll(List.of("--owner-uid", "0", "--capture", options.capture(), "--mode", options.mode()));
        return inNamespace(command);
    }

    /**
     * A connection to the engine's control socket; waits for an engine that is starting.
     *
     * @throws IOException when there is no engine or it does not answer in time
     */
    public Control control() throws IOException {
        var until = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try {
                return Control.open(controlSocket());
            } catch (IOException e) {
                if (!engine().isAlive() || System.nanoTime() > until) {
                    throw new IOException("no engine at the control socket:\n" + log("engine"), e);
                }
                pause();
            }
        }
    }

    /** What the interceptor itself says, asked as an observer. */
    public JsonNode interceptorStatus() throws IOException {
        try (var observer = Control.connect(interceptorSocket())) {
            observer.ask("hello", Map.of("protocol", 1, "role", "observer", "name", "test", "pid", 1));
            return observer.ask("status", Map.of());
        }
    }

    public Process interceptor() {
        return running(interceptor, "interceptor");
    }

    public Process engine() {
        return running(engine, "engine");
    }

    /** Sends a signal by name (KILL, STOP, CONT, TERM). */
    public void signal(Process process, String signal) {
        sh("kill -" + signal + " " + process.pid());
    }

    /** Kills without warning and waits until the process is gone. */
    public void kill(Process process) {
        process.destroyForcibly();
        await(process);
    }

    /** Asks to end, waits, and fails when it does not. */
    public void stop(Process process) {
        process.destroy();
        await(process);
    }

    /** Waits until the interceptor reports this state; returns how long that took. */
    public Duration awaitInterceptor(String state, Duration limit) {
        var begun = System.nanoTime();
        var seen = "nothing";
        while (System.nanoTime() - begun < limit.toNanos()) {
            try {
                seen = interceptorStatus().toString();
                if (seen.contains("\"" + state + "\"")) {
                    return Duration.ofNanos(System.nanoTime() - begun);
                }
            } catch (IOException | UncheckedIOException e) {
                seen = e.toString();
            }
            pause();
        }
        throw new IllegalStateException("interceptor not '" + state + "' within " + limit + ", last seen: " + seen
                + "\n" + log("engine") + log("interceptor"));
    }

    /** The end of a program's log, over all its starts. */
    public String log(String program) {
        try {
            var file = home.resolve(program + ".log");
            var text = Files.exists(file) ? Files.readString(file) : "";
            return "--- " + program + ".log\n" + text.substring(Math.max(0, text.length() - 4000));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many descriptors a process has open. */
    public static int descriptors(Process process) {
        var files =
                Path.of("/proc", Long.toString(process.pid()), "fd").toFile().list();
        return files == null ? 0 : files.length;
    }

    /** Ends both, engine first, so that the interceptor takes its rules out before the lab goes. */
    @Override
    public void close() {
        for (var process : new @Nullable Process[] {engine, interceptor}) {
            if (process != null && process.isAlive()) {
                signal(process, "CONT");
                process.destroy();
                try {
                    if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                        process.destroyForcibly();
                    }
                } catch (InterruptedException e) {
                    process.destroyForcibly();
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    /** Starts a command with its output appended to {@code home/NAME.log}. */
    public Process start(String name, List<String> command) {
        try {
            var builder = new ProcessBuilder(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            home.resolve(name + ".log").toFile()));
            builder.environment().putAll(environment());
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the launchers need; also for {@link #command()}. */
    public Map<String, String> environment() {
        return Map.of(
                "JAVA_HOME", System.getProperty("java.home"),
                "HOME", stateDir().toString(),
                "WEIR_SOCKET", controlSocket().toString(),
                "WEIR_ENGINE_JVM", jvm() + " -Dio.netty.leakDetection.level=paranoid");
    }

    private String jvm() {
        return "-Xmx512m -Djava.io.tmpdir=" + home.resolve("tmp");
    }

    private List<String> inNamespace(List<String> command) {
        var line = new ArrayList<String>();
        line.addAll(List.of("nsenter", "--net=/run/netns/" + lab.desktopNamespace(), "--"));
        line.addAll(command);
        return line;
    }

    private void awaitFile(Path file, Process process, String name) {
        var until = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try {
                Control.connect(file).close();
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > until) {
                    throw new IllegalStateException("the " + name + " did not start:\n" + log(name), e);
                }
                pause();
            }
        }
    }

    private static Process running(@Nullable Process process, String name) {
        if (process == null) {
            throw new IllegalStateException("the " + name + " was not started");
        }
        return process;
    }

    private static void await(Process process) {
        try {
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("process " + process.pid() + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Between two looks at a state that only polling shows; 20 ms is below every time that the tests assert. */
    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void sh(String command) {
        Program.run(STOP_LIMIT, List.of("sh", "-c", command)).orThrow();
    }
}
