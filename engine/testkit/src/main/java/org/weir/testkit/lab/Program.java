package org.weir.testkit.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program that has run to its end.
 *
 * @param pid its process id; programs started through the lab keep the id that {@link ProcessBuilder} gave
 * @param output standard output, one character an octet (Latin-1), so that payloads survive
 * @param status exit status; 137 when it was killed at its limit
 */
public record Program(List<String> command, long pid, int status, String output, String errors, Duration took) {
    /** Runs a command with nothing on its standard input; killed at {@code limit}. */
    public static Program run(Duration limit, List<String> command) {
        var begun = System.nanoTime();
        try {
            var process = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start();
            var output =
                    CompletableFuture.supplyAsync(() -> readAll(process.getInputStream()), Thread::startVirtualThread);
            var errors =
                    CompletableFuture.supplyAsync(() -> readAll(process.getErrorStream()), Thread::startVirtualThread);
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
            var status = process.waitFor();
            return new Program(
                    List.copyOf(command),
                    process.pid(),
                    status,
                    new String(output.join(), StandardCharsets.ISO_8859_1),
                    new String(errors.join(), StandardCharsets.UTF_8),
                    Duration.ofNanos(System.nanoTime() - begun));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command, e);
        }
    }

    /** Standard output as UTF-8, without white space at its end. */
    public String text() {
        return new String(output.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8).stripTrailing();
    }

    /** SHA-256 of standard output, in lower-case hexadecimal, as the origin's log has it. */
    public String outputHash() {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(output.getBytes(StandardCharsets.ISO_8859_1));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * This program, when it ended well.
     *
     * @throws IllegalStateException with both outputs when its status is not 0
     */
    public Program orThrow() {
        if (status != 0) {
            throw new IllegalStateException("status " + status + " from " + command + "\n" + errors + text());
        }
        return this;
    }

    private static byte[] readAll(InputStream stream) {
        try (stream) {
            return stream.readAllBytes();
        } catch (IOException e) {
            // The process was killed and its pipe with it; what it said before is lost, its status says so.
            return new byte[0];
        }
    }
}
