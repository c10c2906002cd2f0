package org.weir.ui.command;

import java.io.IOException;
import java.io.InputStream;
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

    /** The most that is read of its output; far above what {@code --json} prints of anything that has a page. */
    private static final int MAX_OUTPUT = 16 * 1024 * 1024;

    private final String program;
    private final Path socket;
    private final Executor ui;

    /**
     * @param program a path, or a name that is on the PATH
     * @param ui where answers arrive
     */
    public WeirCommand(String program, Path socket, Executor ui) {
        this.program = program;
        this.socket = socket;
        this.ui = ui;
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

    /** Completed on the user interface's thread; never exceptionally. */
    public CompletableFuture<Result> run(List<String> arguments) {
        var answer = new CompletableFuture<Result>();
        Thread.ofVirtual().name("weir-command").start(() -> {
            var result = call(arguments);
            ui.execute(() -> answer.complete(result));
        });
        return answer;
    }

    private Result call(List<String> arguments) {
        var line = new ArrayList<String>();
        line.add(program);
        line.addAll(arguments);
        var builder =
                new ProcessBuilder(line).redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        builder.environment().put("WEIR_SOCKET", socket.toString());
        try {
            var process = builder.start();
            var out = read(process.getInputStream());
            var err = read(process.getErrorStream());
            if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Result(-1, "", "weir did not end within " + LONGEST.toSeconds() + " s");
            }
            return new Result(process.exitValue(), out.join(), err.join());
        } catch (IOException e) {
            return new Result(-1, "", "weir could not be started: " + e.getMessage());
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
                stream.transferTo(java.io.OutputStream.nullOutputStream());
                text.complete(new String(bytes, StandardCharsets.UTF_8));
            } catch (IOException e) {
                text.complete("");
            }
        });
        return text;
    }
}
