package org.weir.engine.history;

import java.sql.Connection;
import java.sql.SQLException;

/** Removes the oldest rows, a bounded number at a time. On the database's thread. */
final class Pruning {
    /** Rows of one step: some 20 ms. */
    private static final int STEP = 2_000;

    /** Pages that are given back to the disk in one step. */
    private static final int VACUUM_PAGES = 4_000;

    private Pruning() {}

    /**
     * One step.
     *
     * @param beforeMs older ones go
     * @param maxBytes the oldest go while the database has more than this in use
     * @return whether there may be more to do
     */
    static boolean step(Connection connection, long beforeMs, long maxBytes) throws SQLException {
        var removed = old(connection, "flow_views", "flows", beforeMs)
                + old(connection, "exchange_details", "exchanges", beforeMs);
        if (removed < STEP && used(connection) > maxBytes) {
            removed += oldest(connection);
        }
        var more = removed >= STEP || (removed > 0 && used(connection) > maxBytes);
        try (var statement = connection.createStatement()) {
            // A scan of everything: once, at the end.
            if (removed > 0 && !more) {
                statement.executeUpdate("DELETE FROM apps WHERE id NOT IN (SELECT app FROM flows)"
                        + " AND id NOT IN (SELECT app FROM exchanges)");
            }
        }
        // As an update the driver runs it to its end; step by step it would give back a single page.
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("PRAGMA incremental_vacuum(" + VACUUM_PAGES + ")");
        }
        return more;
    }

    /** Bytes that rows use; what is free inside the file does not count. */
    static long used(Connection connection) throws SQLException {
        var pages = Schema.longNumber(connection, "PRAGMA page_count")
                - Schema.longNumber(connection, "PRAGMA freelist_count");
        return pages * Schema.longNumber(connection, "PRAGMA page_size");
    }

    private static int old(Connection connection, String details, String heads, long beforeMs) throws SQLException {
        try (var first = connection.prepareStatement("DELETE FROM " + details + " WHERE id IN (SELECT id FROM " + heads
                        + " WHERE started_ms < ? ORDER BY started_ms LIMIT " + STEP + ")");
                var second = connection.prepareStatement("DELETE FROM " + heads + " WHERE id IN (SELECT id FROM "
                        + heads + " WHERE started_ms < ? ORDER BY started_ms LIMIT " + STEP + ")")) {
            first.setLong(1, beforeMs);
            first.executeUpdate();
            second.setLong(1, beforeMs);
            return second.executeUpdate();
        }
    }

    /** The eldest of both kinds, by id: that order no clock can turn round. */
    private static int oldest(Connection connection) throws SQLException {
        var removed = 0;
        try (var statement = connection.createStatement()) {
            var flows = Schema.longNumber(connection, "SELECT count(*) FROM flows");
            var exchanges = Schema.longNumber(connection, "SELECT count(*) FROM exchanges");
            // Each gives in proportion, so that neither kind starves the other.
            for (var kind : new String[][] {{"flows", "flow_views"}, {"exchanges", "exchange_details"}}) {
                var mine = kind[0].equals("flows") ? flows : exchanges;
                var share = (int) Math.max(mine == 0 ? 0 : 1, STEP * mine / Math.max(1, flows + exchanges));
                var last = Schema.longNumber(
                        connection,
                        "SELECT max(id) FROM (SELECT id FROM " + kind[0] + " ORDER BY id LIMIT " + share + ")");
                statement.executeUpdate("DELETE FROM " + kind[1] + " WHERE id <= " + last);
                removed += statement.executeUpdate("DELETE FROM " + kind[0] + " WHERE id <= " + last);
            }
        }
        return removed;
    }
}
