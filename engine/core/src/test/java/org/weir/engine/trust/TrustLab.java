package org.weir.engine.trust;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Authorities and leaves in a folder of their own, with a clock that tests move. */
final class TrustLab implements AutoCloseable {
    static final SecureRandom RANDOM = new SecureRandom();

    final Path folder;
    final MovableClock clock = new MovableClock();
    final Authorities authorities;
    final Leaves leaves;

    TrustLab(Path folder) {
        this.folder = folder;
        authorities = new Authorities(folder, "testhost", clock, RANDOM);
        leaves = new Leaves(
                authorities, clock, RANDOM, task -> Thread.ofPlatform().daemon().unstarted(task));
    }

    /** As at an engine's start, but in this thread. */
    static TrustLab open(Path folder) {
        var lab = new TrustLab(folder);
        lab.authorities.open();
        return lab;
    }

    LeafSource.Leaf leaf(String name, @Nullable X509Certificate upstream) throws Exception {
        return leaves.leaf(name, upstream).toCompletableFuture().get(20, SECONDS);
    }

    X509Certificate authority() {
        return java.util.Objects.requireNonNull(authorities.current()).certificate();
    }

    static void write(Path file, String label, byte[] der) throws IOException {
        Files.write(file, Pem.encode(label, der));
    }

    @Override
    public void close() {
        leaves.close();
    }

    /** A command's exit code and everything it said. */
    record Said(int code, String text) {}

    static Said run(List<String> command, Map<String, String> environment) throws Exception {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        // Whoever runs the tests may have stores of another kind.
        builder.environment().keySet().retainAll(List.of("PATH", "HOME", "LANG", "TMPDIR"));
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " did not end");
        }
        return new Said(process.exitValue(), text);
    }

    /** Whether a program is there; tests of real clients are for those that are installed. */
    static boolean has(String program) {
        return program.startsWith("/")
                ? Files.isExecutable(Path.of(program))
                : List.of(System.getenv("PATH").split(":")).stream()
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    static final class MovableClock extends Clock {
        private volatile Instant now = InstantSource.system().instant();

        void move(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
