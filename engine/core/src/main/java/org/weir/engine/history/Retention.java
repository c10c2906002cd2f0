package org.weir.engine.history;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what is too old or too much, now and then, on a thread of its own. */
final class Retention implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    /** Early enough after the start to matter for short runs, late enough not to slow the start. */
    private static final Duration FIRST = Duration.ofSeconds(5);

    private static final Duration INTERVAL = Duration.ofMinutes(1);

    /** Steps of pruning in one round: at most some seconds, with writes in between. */
    private static final int MAX_STEPS = 200;

    private static final Duration STEP_PATIENCE = Duration.ofSeconds(10);

    private final HistoryWriter writer;
    private final BodyFiles bodies;
    private final Supplier<HistorySettings> settings;
    private final Clock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("weir-history-keep").factory());

    Retention(HistoryWriter writer, BodyFiles bodies, Supplier<HistorySettings> settings, Clock clock) {
        this.writer = writer;
        this.bodies = bodies;
        this.settings = settings;
        this.clock = clock;
    }

    void start() {
        thread.scheduleWithFixedDelay(this::round, FIRST.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Soon, because something changed. */
    void soon() {
        thread.execute(this::round);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void round() {
        try {
            pruneDatabase();
            pruneBodies();
        } catch (IOException | RuntimeException e) {
            LOG.warn("removing old history: {}", e.toString());
        }
    }

    void pruneDatabase() {
        var now = settings.get();
        var before = clock.millis() - now.historyAge().toMillis();
        for (var step = 0; step < MAX_STEPS; step++) {
            var more = new AtomicBoolean();
            var done = writer.submit(connection -> more.set(Pruning.step(connection, before, now.historyBytes())));
            if (!HistoryWriter.await(done, STEP_PATIENCE) || !more.get()) {
                return;
            }
        }
    }

    /** The eldest folders go first, by number: that order no clock can turn round. */
    void pruneBodies() throws IOException {
        var now = settings.get();
        var before = clock.millis() - now.bodyAge().toMillis();
        for (var folder : bodies.scan()) {
            if (folder.changedMs() < before || bodies.total() > now.bodiesBytes()) {
                bodies.remove(folder);
            }
        }
    }
}
