package org.weir.engine.history;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The database's tables. What lists are filtered by stands in narrow tables, and the JSON that is shown stands apart: a scan
 * reads a tenth of the bytes.
 */
final class Schema {
    /** A change that older engines would misread: one more. Written into {@code user_version}. */
    static final int VERSION = 1;

    /** "Weir": tells our database from any other SQLite file. */
    static final int APPLICATION_ID = 0x57656972;

    private static final String[] CREATE = {
        """
        CREATE TABLE ids(kind TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID""", """
        CREATE TABLE apps(
          id INTEGER PRIMARY KEY, name TEXT NOT NULL, base TEXT NOT NULL, executable TEXT NOT NULL, script TEXT NOT NULL,
          uid INTEGER NOT NULL, user TEXT NOT NULL,
          UNIQUE(name, executable, script, uid, user))""", """
        CREATE TABLE flows(
          id INTEGER PRIMARY KEY, started_ms INTEGER NOT NULL, ended INTEGER NOT NULL, app INTEGER NOT NULL, host TEXT,
          address TEXT NOT NULL, port INTEGER NOT NULL, decision TEXT)""", """
        CREATE TABLE flow_views(id INTEGER PRIMARY KEY, view TEXT NOT NULL)""", """
        CREATE INDEX flows_started ON flows(started_ms)""", """
        CREATE TABLE exchanges(
          id INTEGER PRIMARY KEY, started_ms INTEGER NOT NULL, flow INTEGER NOT NULL, state TEXT NOT NULL, app INTEGER NOT NULL,
          host TEXT NOT NULL, method TEXT NOT NULL, url TEXT NOT NULL, status INTEGER, mime TEXT, duration_us INTEGER,
          request_bytes INTEGER NOT NULL, response_bytes INTEGER NOT NULL, changed INTEGER NOT NULL)""", """
        CREATE TABLE exchange_details(id INTEGER PRIMARY KEY, detail TEXT NOT NULL)""", """
        CREATE INDEX exchanges_started ON exchanges(started_ms)""",
    };

    private Schema() {}

    /** Makes everything in one transaction. */
    static void create(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            for (var sql : CREATE) {
                statement.execute(sql);
            }
            statement.execute("PRAGMA application_id = " + APPLICATION_ID);
            statement.execute("PRAGMA user_version = " + VERSION);
            statement.execute("COMMIT");
        }
    }

    static int number(Connection connection, String sql) throws SQLException {
        return Math.toIntExact(longNumber(connection, sql));
    }

    /** The first column of the first row; 0 when there is none. */
    static long longNumber(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }
}
