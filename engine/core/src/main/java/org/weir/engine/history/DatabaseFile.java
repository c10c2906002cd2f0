package org.weir.engine.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteException;

/** history.db and its companions: opened, checked, kept aside. */
final class DatabaseFile {
    /** SQLite's companions in WAL mode; they go wherever the database goes. */
    private static final List<String> COMPANIONS = List.of("-wal", "-shm", "-journal");

    /** How long a statement waits for another process's lock, for example a user's sqlite3. */
    private static final int BUSY_MILLIS = 1_000;

    /** Primary result codes of SQLite (sqlite.org/rescode.html). */
    private static final int CORRUPT = 11;

    private static final int NOT_A_DATABASE = 26;

    private final Path file;

    /** The file is SQLite's, but not one that we can use; the message says why. */
    static final class ForeignException extends SQLException {
        private static final long serialVersionUID = 1L;

        ForeignException(String message) {
            super(message);
        }
    }

    DatabaseFile(Path file) {
        this.file = file;
    }

    Path path() {
        return file;
    }

    /**
     * For writing; makes it when it is missing.
     *
     * @throws SQLException also when what is there is no database of ours: see {@link #isBad}
     */
    Connection open() throws SQLException, IOException {
        Files.createDirectories(
                file.getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if (!Files.exists(file)) {
            // A log without its database would be replayed into the new one.
            removeCompanions();
            // SQLite gives its companions the rights of the database, and would give that everybody's.
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        var config = config();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        // After a crowd the log shrinks to this again.
        config.setJournalSizeLimit(16 * 1024 * 1024);
        var connection = config.createConnection(url());
        try {
            prepare(connection);
            return connection;
        } catch (SQLException e) {
            closeQuietly(connection);
            throw e;
        }
    }

    /** For reading beside the writer. */
    Connection openReader() throws SQLException {
        var config = config();
        config.setReadOnly(true);
        return config.createConnection(url());
    }

    /** Moves database and companions aside; an older one that was kept is given up. Returns where it is now. */
    Path keepAside() throws IOException {
        var kept = file.resolveSibling(file.getFileName() + ".bad");
        for (var companion : COMPANIONS) {
            Files.deleteIfExists(Path.of(kept + companion));
            move(Path.of(file + companion), Path.of(kept + companion));
        }
        move(file, kept);
        return kept;
    }

    /** Removes the database and what was kept aside. */
    void remove() throws IOException {
        Files.deleteIfExists(file);
        removeCompanions();
        var kept = file.resolveSibling(file.getFileName() + ".bad");
        Files.deleteIfExists(kept);
        for (var companion : COMPANIONS) {
            Files.deleteIfExists(Path.of(kept + companion));
        }
    }

    /** Whether the file is the trouble, so that a new one helps. */
    static boolean isBad(Throwable e) {
        return e instanceof ForeignException || code(e) == CORRUPT || code(e) == NOT_A_DATABASE;
    }

    private static int code(Throwable e) {
        return e instanceof SQLiteException sqlite ? sqlite.getResultCode().code & 0xff : 0;
    }

    private static SQLiteConfig config() {
        var config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        // Nobody asks for them, and the driver would prepare a query after each insert.
        config.setGetGeneratedKeys(false);
        return config;
    }

    private static void prepare(Connection connection) throws SQLException {
        var version = Schema.number(connection, "PRAGMA user_version");
        var tables = Schema.number(connection, "SELECT count(*) FROM sqlite_schema");
        if (version == 0 && tables == 0) {
            try (var statement = connection.createStatement()) {
                // Must be said before the first table; lets pruning give room back to the disk.
                statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
                statement.execute("VACUUM");
            }
            Schema.create(connection);
            return;
        }
        if (Schema.number(connection, "PRAGMA application_id") != Schema.APPLICATION_ID) {
            throw new ForeignException("it is not Weir's");
        }
        if (version != Schema.VERSION) {
            throw new ForeignException("it has version " + version + ", this engine knows " + Schema.VERSION);
        }
    }

    private String url() {
        return "jdbc:sqlite:" + file;
    }

    private void removeCompanions() throws IOException {
        for (var companion : COMPANIONS) {
            Files.deleteIfExists(Path.of(file + companion));
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
            // Then there is nothing to keep.
        }
    }

    static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            LoggerFactory.getLogger(DatabaseFile.class).debug("closing: {}", e.toString());
        }
    }
}
