package org.weir.engine.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.Flow;
import org.weir.engine.platform.ThreadPriority;

/**
 * The database's only writer, on a thread of its own: takes notes from event loops, writes them in batches, and lives with
 * every failure of the disk. What it cannot write it counts.
 */
final class HistoryWriter implements AutoCloseable {
    /** Notes that wait: some 10,000 usual exchanges, many pages' worth. More would only be memory that is copied about. */
    static final long USUAL_INBOX = 16L * 1024 * 1024;

    /** How often what came is written. Longer: fewer transactions. Shorter: lists are more up to date. */
    private static final long PAUSE_NANOS = Duration.ofMillis(200).toNanos();

    private static final int BATCH = 2_000;

    private static final Duration STOP = Duration.ofSeconds(2);

    /** What is noted: a flow or an exchange that changed. */
    sealed interface Note {
        record OfFlow(Flow flow) implements Note {}

        record OfExchange(ExchangeRecorder exchange) implements Note {}
    }

    /** Something to do with the open database. */
    interface Job {
        void with(Connection connection) throws SQLException;
    }

    /** The greatest ids that were given. */
    record Ids(long flow, long exchange) {}

    private record Queued(@Nullable Job job, CompletableFuture<Boolean> done) {}

    private final LiveDatabase database;
    private final Supplier<@Nullable Redaction> redaction;
    private final Supplier<Ids> ids;
    private final ExchangeNews news;
    private final Inbox<Note> inbox;
    private final Queue<Queued> jobs = new ConcurrentLinkedQueue<>();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    private volatile boolean suspected;
    private volatile boolean closing;

    /**
     * @param reserve bytes of the disk that are left to others
     * @param redaction what to do with secrets now; null: nothing
     * @param ids read when a batch is written
     * @param news is told what was written
     */
    HistoryWriter(
            DatabaseFile file,
            long reserve,
            Supplier<@Nullable Redaction> redaction,
            Supplier<Ids> ids,
            ExchangeNews news,
            long inboxBytes) {
        this.database = new LiveDatabase(file, reserve);
        this.redaction = redaction;
        this.ids = ids;
        this.news = news;
        this.inbox = new Inbox<>(inboxBytes);
        this.thread = Thread.ofPlatform().daemon().name("weir-history").unstarted(this::run);
    }

    /**
     * Opens the database, before {@link #start()}; never fails.
     *
     * @param otherwise greater than all ids that could be in it, for when it cannot be opened now
     * @return the greatest ids ever given
     */
    Ids openFirst(Ids otherwise) {
        return database.openFirst(otherwise);
    }

    void start() {
        thread.start();
    }

    /** Any event loop; never waits. Returns false when there was no room. */
    boolean offer(Note note, long bytes) {
        if (inbox.offer(note, bytes)) {
            return true;
        }
        dropped.incrementAndGet();
        return false;
    }

    /** How many notes were not written. */
    long dropped() {
        return dropped.get();
    }

    /** Why nothing is written now, or null. */
    @Nullable
    String problem() {
        return database.problem();
    }

    /** Calls back, on the database's thread, when {@link #problem} or {@link #replaced} became another. */
    void onProblem(Runnable listener) {
        database.onProblem(listener);
    }

    /** That an unusable database was kept aside in this run, in words, or null. */
    @Nullable
    String replaced() {
        return database.replaced();
    }

    /** Changes when another file stands in the database's place. */
    long generation() {
        return database.generation();
    }

    /** A reader found the database to be corrupt. */
    void suspect() {
        suspected = true;
        inbox.wake();
    }

    /** Waits until what was noted before is written, or the time is over. Not on event loops. */
    void flush(Duration patience) {
        await(submit(null), patience);
    }

    /** Does something on the database's thread, behind what was noted before. Completes with false when it failed. */
    CompletableFuture<Boolean> submit(@Nullable Job job) {
        var done = new CompletableFuture<Boolean>();
        jobs.add(new Queued(job, done));
        inbox.wake();
        return done;
    }

    /** Replaces the database by an empty one. */
    CompletableFuture<Boolean> clear() {
        return submit(_ -> database.clear());
    }

    @Override
    public void close() {
        closing = true;
        inbox.wake();
        try {
            thread.join(STOP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static boolean await(CompletableFuture<Boolean> done, Duration patience) {
        try {
            return done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException e) {
            return false;
        }
    }

    private void run() {
        // Traffic first: what is noted waits in the inbox while event loops need the processor.
        ThreadPriority.background();
        var batch = new ArrayList<Note>(BATCH);
        while (!closing || !inbox.isEmpty() || !jobs.isEmpty()) {
            if (!closing && jobs.isEmpty()) {
                // Lets a batch gather; an inbox that fills up, or a job, ends the pause.
                inbox.await(PAUSE_NANOS);
            }
            // Jobs first counted, then the notes: those that came before a job are written before it.
            var due = jobs.size();
            do {
                batch.clear();
                inbox.drainTo(batch, BATCH);
                write(batch);
            } while (batch.size() == BATCH);
            for (; due > 0; due--) {
                work(jobs.remove());
            }
            if (suspected) {
                suspected = false;
                database.replace("a query found it to be damaged");
            }
        }
        database.closeDatabase();
    }

    private void write(List<Note> batch) {
        if (batch.isEmpty()) {
            return;
        }
        if (!database.ready()) {
            dropped.addAndGet(batch.size());
            return;
        }
        try {
            transaction(batch);
            database.well();
        } catch (SQLException e) {
            database.rollback();
            if (database.lost(e)) {
                writeAgain(batch);
            } else {
                dropped.addAndGet(batch.size());
            }
        }
    }

    private void writeAgain(List<Note> batch) {
        try {
            if (database.ready()) {
                transaction(batch);
                database.well();
                return;
            }
        } catch (SQLException e) {
            database.rollback();
            database.failed(e);
        }
        dropped.addAndGet(batch.size());
    }

    private void transaction(List<Note> batch) throws SQLException {
        var to = database.writes();
        database.execute("BEGIN IMMEDIATE");
        var hide = redaction.get();
        var seen = Collections.<Object>newSetFromMap(new IdentityHashMap<>());
        var written = news.isWatched() ? new ArrayList<Long>() : null;
        for (var note : batch) {
            switch (note) {
                case Note.OfFlow(var flow) -> {
                    if (seen.add(flow)) {
                        to.write(flow);
                    }
                }
                case Note.OfExchange(var exchange) -> {
                    if (seen.add(exchange)) {
                        var snapshot = exchange.take();
                        to.write(snapshot, hide);
                        if (written != null) {
                            written.add(snapshot.id());
                        }
                    }
                }
            }
        }
        var given = ids.get();
        to.lastIds(given.flow(), given.exchange());
        database.execute("COMMIT");
        if (written != null) {
            news.written(written);
        }
    }

    private void work(Queued queued) {
        try {
            if (queued.job() != null) {
                if (!database.ready()) {
                    queued.done().complete(false);
                    return;
                }
                queued.job().with(database.connection());
            }
            queued.done().complete(true);
        } catch (SQLException e) {
            database.rollback();
            database.lost(e);
            queued.done().complete(false);
        }
        database.forgetApps();
    }
}
