package org.weir.engine.refusal;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the memory a moment after it changed, on a thread of its own, and tries again what failed. */
final class MemorySaver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemorySaver.class);

    /** Changes come in groups; what is lost when the engine is killed in between costs an app one more failure. */
    private static final long DELAY_MILLIS = 200;

    /** Writing may take this part of the time at most: a large memory that changes all the time is written less often. */
    private static final long REST_FACTOR = 20;

    /** A full disk does not empty in a second. */
    private static final long RETRY_MILLIS = 5_000;

    private static final long SWEEP_MILLIS = 5_000;
    private static final long CLOSE_SECONDS = 2;

    private final MemoryFolder folder;
    private final Supplier<byte[]> content;
    private final AtomicBoolean due = new AtomicBoolean();
    private final ScheduledExecutorService worker;
    private volatile @Nullable String loadProblem;
    private volatile @Nullable String saveProblem;
    private volatile long restMillis;

    /**
     * @param content the file's text as it is then
     * @param sweep called every few seconds
     */
    MemorySaver(MemoryFolder folder, Supplier<byte[]> content, Runnable sweep) {
        this.folder = folder;
        this.content = content;
        worker = Executors.newSingleThreadScheduledExecutor(
                work -> Thread.ofPlatform().daemon().name("weir-refusals").unstarted(work));
        worker.scheduleWithFixedDelay(() -> quietly(sweep), SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    MemoryFile.Content load(MemoryFile format, int most) {
        var loaded = folder.load(format, most);
        loadProblem = loaded.problem();
        if (loadProblem != null) {
            LOG.warn("{}", loadProblem);
        }
        return loaded.content();
    }

    /** In words, or null. */
    @Nullable
    String problem() {
        return saveProblem != null ? saveProblem : loadProblem;
    }

    /** Any thread; does not wait. */
    void soon() {
        if (due.compareAndSet(false, true)) {
            schedule(Math.max(DELAY_MILLIS, restMillis));
        }
    }

    private void schedule(long millis) {
        try {
            worker.schedule(() -> quietly(this::save), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed; the last state was written by close");
        }
    }

    private void save() {
        due.set(false);
        var begun = System.nanoTime();
        try {
            folder.save(content.get());
            saveProblem = null;
        } catch (IOException e) {
            if (saveProblem == null) {
                LOG.warn("refusals.json is not written: {}", e.toString());
            }
            saveProblem = "refusals.json could not be written; what apps refused is forgotten after a restart: " + e;
            if (due.compareAndSet(false, true)) {
                schedule(RETRY_MILLIS);
            }
        }
        restMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) * REST_FACTOR;
    }

    /** A defect must not end the thread that saves. */
    private static void quietly(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.warn("the memory of refusals failed", e);
        }
    }

    /** Writes what is not written yet. */
    @Override
    public void close() {
        worker.shutdownNow();
        try {
            if (!worker.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("refusals.json takes long to write");
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (due.get()) {
            quietly(this::save);
        }
    }
}
