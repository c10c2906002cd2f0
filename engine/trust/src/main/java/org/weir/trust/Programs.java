package org.weir.trust;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs other programs: without input, with an end. */
final class Programs {
    /** A Java store of a busy machine takes ten seconds. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int MOST_OUTPUT = 64 * 1024;

    private Programs() {}

    /** @param output of both kinds, at most 64 KiB */
    record Result(int code, String output) {
        boolean well() {
            return code == 0;
        }

        /** The last line that says something, for a message. */
        String lastLine() {
            return output.lines()
                    .filter(line -> !line.isBlank())
                    .reduce((_, last) -> last)
                    .orElse("it said nothing")
                    .strip();
        }
    }

    /** The same, and anything but success is an error with the program's own last words. */
    static Result must(List<String> command, Map<String, String> environment) throws IOException {
        var result = run(command, environment);
        if (!result.well()) {
            throw new IOException(Path.of(command.getFirst()).getFileName() + " failed: " + result.lastLine());
        }
        return result;
    }

    static Result run(List<String> command, Map<String, String> environment) throws IOException {
        // To a file: a program that keeps its output open could keep us waiting for ever on a pipe.
        var output = Files.createTempFile("weir-trust-", ".out");
        try {
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(output.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            var process = builder.start();
            try {
                if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    throw new IOException(command.getFirst() + " did not end within " + PATIENCE.toSeconds() + " s");
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw new IOException(command.getFirst() + " was interrupted", e);
            }
            try (var in = Files.newInputStream(output)) {
                return new Result(process.exitValue(), new String(in.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8));
            }
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
