package org.weir.engine.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.engine.history.HistoryWriter.Ids;

/**
 * The database as its writer has it: opened when there is room, closed and tried again later when the disk refuses, kept
 * aside and begun anew when it is damaged. Belongs to the writer's thread; any thread may ask how it is.
 */
final class LiveDatabase {
    private static final Logger LOG = LoggerFactory.getLogger(LiveDatabase.class);

    /** How long to wait after the disk refused. */
    private static final long RETRY_NANOS = Duration.ofSeconds(10).toNanos();

    private final DatabaseFile file;
    private final long reserve;
    private final AtomicLong generation = new AtomicLong();

    private @Nullable Connection connection;
    private @Nullable DatabaseWrites writes;
    private Ids before = new Ids(Long.MAX_VALUE, Long.MAX_VALUE);
    private long retryAt;
    private boolean unusable;
    private volatile @Nullable String problem;
    private volatile @Nullable String replaced;
    private volatile Runnable onProblem = () -> {};

    /** @param reserve bytes of the disk that are left to others */
    LiveDatabase(DatabaseFile file, long reserve) {
        this.file = file;
        this.reserve = reserve;
    }

    /** As {@link HistoryWriter#openFirst}. */
    Ids openFirst(Ids otherwise) {
        before = otherwise;
        if (!ready()) {
            return before;
        }
        try {
            before = lastIds(connection());
        } catch (SQLException e) {
            lost(e);
        }
        return before;
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

    /** Calls back, on the writer's thread, when {@link #problem} or {@link #replaced} became another. */
    void onProblem(Runnable listener) {
        onProblem = listener;
    }

    /** Only when {@link #ready}. */
    Connection connection() {
        return Objects.requireNonNull(connection, "no database");
    }

    /** Only when {@link #ready}. */
    DatabaseWrites writes() {
        return Objects.requireNonNull(writes, "no database");
    }

    /** Something was written. */
    void well() {
        if (problem != null) {
            problem = null;
            onProblem.run();
        }
    }

    /** Replaces the database when it is damaged, else leaves it alone for a while. Returns whether it was replaced. */
    boolean lost(SQLException e) {
        if (DatabaseFile.isBad(e)) {
            replace(e.getMessage());
            return true;
        }
        failed(e);
        return false;
    }

    /** Puts an empty database in its place. */
    void clear() throws SQLException {
        closeDatabase();
        try {
            file.remove();
        } catch (IOException e) {
            throw new SQLException("the database cannot be removed: " + e.getMessage(), e);
        } finally {
            generation.incrementAndGet();
        }
        ready();
    }

    /** What is remembered of the table of apps may be wrong now, and is looked up again. */
    void forgetApps() {
        var current = writes;
        if (current != null) {
            current.forgetApps();
        }
    }

    /** Whether there is an open database with room; tries to open one, but not all the time. */
    boolean ready() {
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

    /** It is damaged: keeps it aside, and begins a new one with the next write. */
    void replace(@Nullable String why) {
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
        onProblem.run();
    }

    /** The disk refused: closes it, and tries again later. */
    void failed(Throwable e) {
        closeDatabase();
        retryAt = System.nanoTime() + RETRY_NANOS;
        var words = e.getMessage() == null ? e.toString() : e.getMessage();
        var first = problem == null;
        problem = words;
        if (first) {
            LOG.warn("the history is not written: {}", words);
            onProblem.run();
        }
    }

    void closeDatabase() {
        var current = connection;
        connection = null;
        writes = null;
        if (current != null) {
            DatabaseFile.closeQuietly(current);
        }
    }

    void rollback() {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            // It was never begun, or is over already.
        }
        forgetApps();
    }

    void execute(String sql) throws SQLException {
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
