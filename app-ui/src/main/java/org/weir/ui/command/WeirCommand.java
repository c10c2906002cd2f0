package org.weir.ui.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Runs {@code weir} beside us, as the same user and on the same socket. Nothing is ever passed through a shell. */
public final class WeirCommand {
    /** Exporting a large history takes a while; anything that takes longer hangs. */
    public static final Duration LONGEST = Duration.ofMinutes(2);

    /** A person types a password first. */
    public static final Duration LONGEST_AS_ROOT = Duration.ofMinutes(5);

    /** The most that is read of its output; far above what {@code --json} prints of anything that has a page. */
    private static final int MAX_OUTPUT = 16 * 1024 * 1024;

    private final String program;
    private final String interceptor;
    private final Path socket;
    private final Elevation elevation;
    private final Executor ui;

    /** As this machine is. */
    public WeirCommand(String program, Path socket, Executor ui) {
        this(program, interceptor(), socket, Elevation.of(System.getenv()), ui);
    }

    /**
     * @param program a path, or a name that is on the PATH
     * @param interceptor the same of {@code weir-interceptor}
     * @param elevation how root is asked
     * @param ui where answers arrive
     */
    public WeirCommand(String program, String interceptor, Path socket, Elevation elevation, Executor ui) {
        this.program = program;
        this.interceptor = interceptor;
        this.socket = socket;
        this.elevation = elevation;
        this.ui = ui;
    }

    private static String interceptor() {
        var named = System.getenv("WEIR_INTERCEPTOR");
        return named == null || named.isEmpty()
                ? new ProgramPath(System.getenv())
                        .find("weir-interceptor")
                        .map(Path::toString)
                        .orElse("weir-interceptor")
                : named;
    }

    /**
     * What it printed and how it ended.
     *
     * @param exit 0: done; -1: it could not be started or did not end in time, and {@code err} says so
     */
    public record Result(int exit, String out, String err) {
        public boolean done() {
            return exit == 0;
        }

        /** What to show when it was not done. */
        public String complaint() {
            var text = err.isBlank() ? out : err;
            return text.isBlank() ? "exit status " + exit : text.strip();
        }
    }

    /** How root is asked. */
    public Elevation elevation() {
        return elevation;
    }

    /** Completed on the user interface's thread; never exceptionally. */
    public CompletableFuture<Result> run(List<String> arguments) {
        var line = new ArrayList<String>();
        line.add(program);
        line.addAll(arguments);
        return start(line, LONGEST);
    }

    /** The same as root; only where {@link Elevation#possible}. */
    public CompletableFuture<Result> runAsRoot(List<String> arguments) {
        return start(elevation.line(onSocket(arguments)), LONGEST_AS_ROOT);
    }

    /** What a person types to have it done as root. */
    public String asRootInWords(List<String> arguments) {
        return Elevation.inWords(onSocket(arguments));
    }

    /** Takes everything of ours out of the kernel; works with neither engine nor Java. Needs root. */
    public CompletableFuture<Result> resetNetwork() {
        return start(elevation.line(List.of(interceptor, "reset")), LONGEST_AS_ROOT);
    }

    /** What a person types for {@link #resetNetwork}. */
    public String resetInWords() {
        return Elevation.inWords(List.of(interceptor, "reset"));
    }

    /** Root's environment is not ours: the socket goes along as an argument. */
    private List<String> onSocket(List<String> arguments) {
        var line = new ArrayList<String>();
        line.add(program);
        line.addAll(arguments);
        line.add("--socket");
        line.add(socket.toString());
        return line;
    }

    private CompletableFuture<Result> start(List<String> line, Duration longest) {
        var answer = new CompletableFuture<Result>();
        Thread.ofVirtual().name("weir-command").start(() -> {
            var result = call(line, longest);
            ui.execute(() -> answer.complete(result));
        });
        return answer;
    }

    private Result call(List<String> line, Duration longest) {
        var builder =
                new ProcessBuilder(line).redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        builder.environment().put("WEIR_SOCKET", socket.toString());
        var name = Path.of(line.getFirst()).getFileName();
        try {
            var process = builder.start();
            var out = read(process.getInputStream());
            var err = read(process.getErrorStream());
            if (!process.waitFor(longest.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Result(-1, "", name + " did not end within " + longest.toSeconds() + " s");
            }
            return new Result(process.exitValue(), out.join(), err.join());
        } catch (IOException e) {
            return new Result(-1, "", name + " could not be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(-1, "", "interrupted");
        }
    }

    private static CompletableFuture<String> read(InputStream stream) {
        var text = new CompletableFuture<String>();
        Thread.ofVirtual().start(() -> {
            try (stream) {
                var bytes = stream.readNBytes(MAX_OUTPUT);
                stream.transferTo(OutputStream.nullOutputStream());
                text.complete(new String(bytes, StandardCharsets.UTF_8));
            } catch (IOException e) {
                text.complete("");
            }
        });
        return text;
    }
}
