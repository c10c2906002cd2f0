package org.weir.testkit.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A program on the desktop with long-lived connections that are in use all the time (clients/holder.py). */
public final class Holder implements AutoCloseable {
    private final Process process;
    private final List<String> broken = new CopyOnWriteArrayList<>();
    private volatile int ready;
    private volatile int sweeps;
    private volatile int open;

    private Holder(Process process) {
        this.process = process;
    }

    /** Opens {@code count} connections, half of them IPv6, and waits until all have been used once. */
    public static Holder open(Lab lab, int count) {
        try {
            var process = new ProcessBuilder(lab.onDesktop(
                            "/usr/bin/python3", lab.client("holder.py").toString(), Integer.toString(count)))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var holder = new Holder(process);
            Thread.ofVirtual().start(holder::read);
            holder.await(Duration.ofSeconds(30), () -> holder.ready == count, "opened " + count);
            return holder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    /** Which connections have failed, with the reasons. */
    public List<String> broken() {
        return List.copyOf(broken);
    }

    public int stillOpen() {
        return open;
    }

    /** Waits until every open connection has been used {@code sweeps} more times, completely after this call. */
    public void awaitSweeps(int more) {
        // The sweep that is under way began before this call.
        var target = sweeps + 1 + more;
        await(Duration.ofSeconds(30), () -> sweeps >= target, "used all connections " + more + " times");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private interface Condition {
        boolean holds();
    }

    private void await(Duration limit, Condition condition, String what) {
        var until = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > until || !process.isAlive()) {
                throw new IllegalStateException(
                        "the holder has not " + what + " within " + limit + "; broken: " + broken);
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private void read() {
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                var words = line.split(" ", 3);
                switch (words[0]) {
                    case "ready" -> ready = Integer.parseInt(words[1]);
                    case "broken" -> broken.add(words[1] + ": " + words[2]);
                    case "sweep" -> {
                        open = Integer.parseInt(words[2]);
                        sweeps = Integer.parseInt(words[1]);
                    }
                    default -> throw new IllegalStateException("not a line of holder.py: " + line);
                }
            }
        } catch (IOException e) {
            // Closed by close().
            return;
        }
    }
}
