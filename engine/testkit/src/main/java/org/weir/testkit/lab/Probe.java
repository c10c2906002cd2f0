package org.weir.testkit.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import tools.jackson.databind.json.JsonMapper;

/** A program on the desktop that keeps opening new connections (clients/probe.py), and what became of each. */
public final class Probe implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Process process;
    private final ConcurrentLinkedQueue<Attempt> attempts = new ConcurrentLinkedQueue<>();

    private Probe(Process process) {
        this.process = process;
    }

    /**
     * One new connection.
     *
     * @param at when it began, by {@link System#nanoTime()}
     * @param result direct, captured or failed
     */
    public record Attempt(long at, Duration took, String result, String error) {
        public long end() {
            return at + took.toNanos();
        }

        public boolean failed() {
            return result.equals("failed");
        }
    }

    public static Probe start(Lab lab, Duration every) {
        try {
            var process = new ProcessBuilder(lab.onDesktop(
                            "/usr/bin/python3", lab.client("probe.py").toString(), Long.toString(every.toMillis())))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var probe = new Probe(process);
            Thread.ofVirtual().start(probe::read);
            return probe;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Attempts that began at or after a moment and have ended, in the order of their ends. */
    public List<Attempt> since(long nanoTime) {
        return attempts.stream().filter(attempt -> attempt.at() >= nanoTime).toList();
    }

    /**
     * Waits for an attempt that began at or after {@code nanoTime} and passes.
     *
     * @throws IllegalStateException when there is none within the limit; the message has the last attempts
     */
    public Attempt await(long nanoTime, Duration limit, Predicate<Attempt> wanted) {
        var until = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < until) {
            var found = since(nanoTime).stream().filter(wanted).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        var seen = since(nanoTime);
        throw new IllegalStateException("no such attempt within " + limit + "; the last of " + seen.size() + ": "
                + seen.subList(Math.max(0, seen.size() - 5), seen.size()));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void read() {
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                var attempt = JSON.readTree(line);
                attempts.add(new Attempt(
                        attempt.get("at").asLong(),
                        Duration.ofNanos(attempt.get("took").asLong()),
                        attempt.get("result").asString(),
                        attempt.get("error").asString()));
            }
        } catch (IOException e) {
            // Closed by close().
            return;
        }
    }
}
