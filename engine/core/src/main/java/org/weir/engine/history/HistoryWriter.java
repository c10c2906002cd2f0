package org.weir.engine.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.engine.flow.Flow;
import org.weir.engine.platform.ThreadPriority;

/**
 * The database's only writer, on a thread of its own: takes notes from event loops, writes them in batches, and lives with
 * every failure of the disk. What it cannot write it counts.
 */
final class HistoryWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryWriter.class);

    /** Notes that wait: some 10,000 usual exchanges, many pages' worth. More would only be memory that is copied about. */
    static final long USUAL_INBOX = 16L * 1024 * 1024;

    /** How often what came is written. Longer: fewer transactions. Shorter: lists are more up to date. */
    private static final long PAUSE_NANOS = Duration.ofMillis(200).toNanos();

    private static final int BATCH = 2_000;

    /** How long to wait after the disk refused. */
    private static final long RETRY_NANOS = Duration.ofSeconds(10).toNanos();

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

    private final DatabaseFile file;
    private final long reserve;
    private final Supplier<@Nullable Redaction> redaction;
    private final Supplier<Ids> ids;
    private final Inbox<Note> inbox;
    private final Queue<Queued> jobs = new ConcurrentLinkedQueue<>();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong generation = new AtomicLong();
    private final Thread thread;

    private @Nullable Connection connection;
    private @Nullable DatabaseWrites writes;
    private Ids before = new Ids(Long.MAX_VALUE, Long.MAX_VALUE);
    private long retryAt;
    private boolean unusable;
    private volatile boolean suspected;
    private volatile boolean closing;
    private volatile @Nullable String problem;
    private volatile @Nullable String replaced;

    /**
     * @param reserve bytes of the disk that are left to others
     * @param redaction what to do with secrets now; null: nothing
     * @param ids read when a batch is written
     */
    HistoryWriter(
            DatabaseFile file,
            long reserve,
            Supplier<@Nullable Redaction> redaction,
            Supplier<Ids> ids,
            long inboxBytes) {
        this.file = file;
        this.reserve = reserve;
        this.redaction = redaction;
        this.ids = ids;
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
        before = otherwise;
        if (!ready()) {
            return before;
        }
        try {
            before = lastIds(Objects.requireNonNull(connection));
        } catch (SQLException e) {
            if (DatabaseFile.isBad(e)) {
                replace(e.getMessage());
            } else {
                failed(e);
            }
        }
        return before;
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
        return problem;
    }

    /** That an unusable database was kept aside in this run, in words, or null. */
    @Nullable
    String replaced() {
        return replaced;
    }

    /** Changes when another file stands in the database's place. */
    long generation() {
        return generation.get();
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
        return submit(_ -> {
            closeDatabase();
            try {
                file.remove();
            } catch (IOException e) {
                throw new SQLException("the database cannot be removed: " + e.getMessage(), e);
            } finally {
                generation.incrementAndGet();
            }
            ready();
        });
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
                replace("a query found it to be damaged");
            }
        }
        closeDatabase();
    }

    private void write(List<Note> batch) {
        if (batch.isEmpty()) {
            return;
        }
        if (!ready()) {
            dropped.addAndGet(batch.size());
            return;
        }
        try {
            transaction(batch);
            problem = null;
        } catch (SQLException e) {
            rollback();
            if (DatabaseFile.isBad(e)) {
                replace(e.getMessage());
                writeAgain(batch);
            } else {
                dropped.addAndGet(batch.size());
                failed(e);
            }
        }
    }

    private void writeAgain(List<Note> batch) {
        try {
            if (ready()) {
                transaction(batch);
                problem = null;
                return;
            }
        } catch (SQLException e) {
            rollback();
            failed(e);
        }
        dropped.addAndGet(batch.size());
    }

    private void transaction(List<Note> batch) throws SQLException {
        var to = Objects.requireNonNull(writes);
        execute("BEGIN IMMEDIATE");
        var hide = redaction.get();
        var seen = Collections.<Object>newSetFromMap(new IdentityHashMap<>());
        for (var note : batch) {
            switch (note) {
                case Note.OfFlow(var flow) -> {
                    if (seen.add(flow)) {
                        to.write(flow);
                    }
                }
                case Note.OfExchange(var exchange) -> {
                    if (seen.add(exchange)) {
                        to.write(exchange.take(), hide);
                    }
                }
            }
        }
        var given = ids.get();
        to.lastIds(given.flow(), given.exchange());
        execute("COMMIT");
    }

    private void work(Queued queued) {
        try {
            if (queued.job() != null) {
                if (!ready()) {
                    queued.done().complete(false);
                    return;
                }
                queued.job().with(Objects.requireNonNull(connection));
            }
            queued.done().complete(true);
        } catch (SQLException e) {
            rollback();
            if (DatabaseFile.isBad(e)) {
                replace(e.getMessage());
            } else {
                failed(e);
            }
            queued.done().complete(false);
        }
        var current = writes;
        if (current != null) {
            current.forgetApps();
        }
    }

    /** Whether there is an open database with room; tries to open one, but not all the time. */
    private boolean ready() {
        if (unusable || (retryAt != 0 && System.nanoTime() - retryAt < 0)) {
            return false;
        }
        try {
            var room = room(file.path());
            if (room < reserve) {
                throw new SQLException("the disk is full: " + room / 1024 + " KiB left");
            }
            if (connection == null) {
                open();
            }
            retryAt = 0;
            return true;
        } catch (SQLException | IOException e) {
            failed(e);
        } catch (LinkageError e) {
            // The native library cannot be loaded here; it will not get better.
            unusable = true;
            failed(e);
        }
        return false;
    }

    private void open() throws SQLException, IOException {
        try {
            use(file.open());
        } catch (SQLException e) {
            if (!DatabaseFile.isBad(e)) {
                throw e;
            }
            keepAside(e.getMessage());
            use(file.open());
        }
    }

    private void use(Connection opened) throws SQLException {
        try {
            writes = new DatabaseWrites(opened);
            connection = opened;
            try (var statement = opened.createStatement()) {
                // Of an engine that was killed: nobody will tell their end any more.
                statement.executeUpdate(
                        "UPDATE exchanges SET state = 'aborted' WHERE state = 'open' AND id <= " + before.exchange());
                statement.executeUpdate("UPDATE flows SET ended = 1 WHERE ended = 0 AND id <= " + before.flow());
            }
        } catch (SQLException e) {
            writes = null;
            connection = null;
            DatabaseFile.closeQuietly(opened);
            throw e;
        }
    }

    private void replace(@Nullable String why) {
        closeDatabase();
        try {
            keepAside(why);
        } catch (IOException e) {
            failed(e);
        }
    }

    private void keepAside(@Nullable String why) throws IOException {
        var kept = file.keepAside();
        generation.incrementAndGet();
        replaced = "the history could not be used (" + why + "); it is kept in " + kept + ", and a new one was begun";
        LOG.warn("{}", replaced);
    }

    private void failed(Throwable e) {
        closeDatabase();
        retryAt = System.nanoTime() + RETRY_NANOS;
        var words = e.getMessage() == null ? e.toString() : e.getMessage();
        if (problem == null) {
            LOG.warn("the history is not written: {}", words);
        }
        problem = words;
    }

    private void closeDatabase() {
        var current = connection;
        connection = null;
        writes = null;
        if (current != null) {
            DatabaseFile.closeQuietly(current);
        }
    }

    private void rollback() {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            // It was never begun, or is over already.
        }
        var current = writes;
        if (current != null) {
            current.forgetApps();
        }
    }

    private void execute(String sql) throws SQLException {
        var current = connection;
        if (current != null) {
            try (var statement = current.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    private static Ids lastIds(Connection connection) throws SQLException {
        return new Ids(
                Math.max(
                        Schema.longNumber(connection, "SELECT max(id) FROM flows"),
                        Schema.longNumber(connection, "SELECT last FROM ids WHERE kind = 'flow'")),
                Math.max(
                        Schema.longNumber(connection, "SELECT max(id) FROM exchanges"),
                        Schema.longNumber(connection, "SELECT last FROM ids WHERE kind = 'exchange'")));
    }

    private static long room(Path file) throws IOException {
        var folder = file.getParent();
        while (!Files.isDirectory(folder) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        return Files.getFileStore(folder).getUsableSpace();
    }
}
