package org.weir.engine.history;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;
import org.weir.api.control.ExchangeDetail;
import org.weir.api.control.ExchangeView;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;
import org.weir.api.rpc.RpcException;

/**
 * Asks the database, on one thread of its own with a connection of its own: SQLite's calls are native and would hold the
 * threads of whoever asks. Every query has a deadline. Any thread may ask, but no event loop.
 */
final class HistoryReader implements AutoCloseable {
    /** The longest query; a client waits 10 s for an answer. */
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    /** The deadline is looked at after so many steps of SQLite's machine: well below a millisecond. */
    private static final int STEPS = 10_000;

    private static final int MAX_WAITING = 32;

    /** Room for the frame around the rows of one line. */
    private static final int MAX_PAGE_BYTES = RpcCodec.MAX_LINE_BYTES - 4_096;

    private final DatabaseFile file;
    private final HistoryWriter writer;
    private final ExecutorService thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().daemon().name("weir-history-read").factory());
    private @Nullable Connection connection;
    private long generation = -1;

    /**
     * Rows as JSON.
     *
     * @param more whether there are more that match
     */
    record Page(List<byte[]> rows, boolean more) {}

    private interface Query<T> {
        T ask(Connection connection) throws SQLException;
    }

    private interface Row {
        byte[] json(ResultSet row) throws SQLException;
    }

    HistoryReader(DatabaseFile file, HistoryWriter writer) {
        this.file = file;
        this.writer = writer;
    }

    /**
     * Newest first.
     *
     * @param redaction for URLs; null: as stored
     */
    Page exchanges(Where where, int limit, @Nullable Redaction redaction) throws RpcException {
        return page(
                "SELECT exchanges.*, (SELECT name FROM apps WHERE apps.id = exchanges.app) AS app_name FROM exchanges",
                where,
                limit,
                row -> RpcCodec.json().writeValueAsBytes(view(row, redaction)));
    }

    Page flows(Where where, int limit) throws RpcException {
        return page(
                "SELECT ended, (SELECT view FROM flow_views WHERE flow_views.id = flows.id) AS view FROM flows",
                where,
                limit,
                HistoryReader::flow);
    }

    /** Null when there is no such exchange (any more). */
    @Nullable
    ExchangeDetail exchange(long id) throws RpcException {
        return ask(open -> {
            try (var statement = open.prepareStatement(
                    "SELECT detail, state FROM exchange_details JOIN exchanges USING(id) WHERE id = ?")) {
                statement.setLong(1, id);
                try (var row = statement.executeQuery()) {
                    return row.next()
                            ? ended(RpcCodec.json().readValue(row.getString(1), ExchangeDetail.class), row.getString(2))
                            : null;
                }
            }
        });
    }

    /** How many rows there are: flows, exchanges. */
    long[] counts() throws RpcException {
        return ask(open -> new long[] {
            Schema.longNumber(open, "SELECT count(*) FROM flows"),
            Schema.longNumber(open, "SELECT count(*) FROM exchanges")
        });
    }

    @Override
    public void close() {
        try {
            thread.execute(this::closeConnection);
        } catch (RejectedExecutionException e) {
            // Too much is asked; the process ends anyway.
        }
        thread.shutdown();
        try {
            if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Page page(String select, Where where, int limit, Row row) throws RpcException {
        return ask(open -> {
            var rows = new ArrayList<byte[]>();
            var bytes = 0;
            try (var statement = open.prepareStatement(
                    select + " WHERE " + where.sql() + " ORDER BY id DESC LIMIT " + (limit + 1L))) {
                where.bind(statement);
                try (var found = statement.executeQuery()) {
                    while (found.next()) {
                        var json = row.json(found);
                        bytes += json.length + 1;
                        if (rows.size() == limit || (bytes > MAX_PAGE_BYTES && !rows.isEmpty())) {
                            return new Page(rows, true);
                        }
                        rows.add(json);
                    }
                }
            }
            return new Page(rows, false);
        });
    }

    private <T extends @Nullable Object> T ask(Query<T> query) throws RpcException {
        Callable<T> call = () -> guarded(query);
        try {
            return thread.submit(call).get();
        } catch (RejectedExecutionException e) {
            throw new RpcException(ErrorCode.BUSY, "the history is asked too much at once");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RpcException(ErrorCode.INTERNAL_ERROR, "the engine is being stopped");
        } catch (ExecutionException e) {
            throw words(e.getCause());
        }
    }

    private RpcException words(@Nullable Throwable cause) {
        if (cause != null && DatabaseFile.isBad(cause)) {
            writer.suspect();
        }
        if (cause instanceof DeadlineException) {
            return new RpcException(ErrorCode.TOO_LARGE, String.valueOf(cause.getMessage()));
        }
        var problem = writer.problem();
        return new RpcException(
                ErrorCode.INTERNAL_ERROR,
                "the history cannot be read: " + (problem == null ? String.valueOf(cause) : problem));
    }

    private static final class DeadlineException extends SQLException {
        private static final long serialVersionUID = 1L;

        DeadlineException(SQLException cause) {
            super("the query takes too long; ask for a shorter time (since) or less", cause);
        }
    }

    private <T extends @Nullable Object> T guarded(Query<T> query) throws SQLException {
        var open = connection();
        var end = System.nanoTime() + DEADLINE.toNanos();
        var late = new boolean[1];
        ProgressHandler.setHandler(open, STEPS, new ProgressHandler() {
            @Override
            protected int progress() {
                late[0] = System.nanoTime() - end > 0;
                return late[0] ? 1 : 0;
            }
        });
        try {
            return query.ask(open);
        } catch (SQLException e) {
            // The next query begins with a new connection, whatever this one had.
            closeConnection();
            throw late[0] ? new DeadlineException(e) : e;
        } finally {
            if (connection != null) {
                ProgressHandler.clearHandler(open);
            }
        }
    }

    private Connection connection() throws SQLException {
        var current = writer.generation();
        if (connection == null || generation != current) {
            closeConnection();
            generation = current;
            connection = file.openReader();
        }
        return connection;
    }

    private void closeConnection() {
        var current = connection;
        connection = null;
        if (current != null) {
            DatabaseFile.closeQuietly(current);
        }
    }

    private static ExchangeView view(ResultSet row, @Nullable Redaction redaction) throws SQLException {
        var duration = row.getLong("duration_us");
        var open = row.wasNull();
        var status = row.getInt("status");
        var answered = !row.wasNull();
        var url = row.getString("url");
        var app = row.getString("app_name");
        return new ExchangeView(
                row.getLong("id"),
                row.getLong("flow"),
                row.getString("state"),
                row.getLong("started_ms"),
                open ? null : duration / 1_000,
                app == null ? "unknown" : app,
                row.getString("method"),
                redaction == null ? url : redaction.url(url),
                answered ? status : null,
                row.getString("mime"),
                row.getLong("request_bytes"),
                row.getLong("response_bytes"),
                row.getInt("changed") != 0);
    }

    /** A flow of an engine that was killed is over, whatever was written last. */
    private static byte[] flow(ResultSet row) throws SQLException {
        var view = RpcCodec.json().readTree(row.getString("view"));
        if (row.getInt("ended") != 0
                && view instanceof tools.jackson.databind.node.ObjectNode object
                && object.path("state").asString().equals("open")) {
            object.put("state", "ended").put("close", "engine-stopped");
        }
        return RpcCodec.json().writeValueAsBytes(view);
    }

    private static ExchangeDetail ended(ExchangeDetail detail, String state) {
        if (detail.state().equals(state)) {
            return detail;
        }
        return new ExchangeDetail(
                detail.id(),
                detail.flow(),
                state,
                "the engine ended before the exchange did",
                detail.headersCut(),
                detail.app(),
                detail.source(),
                detail.destination(),
                detail.upstream(),
                detail.tls(),
                detail.request(),
                detail.response(),
                detail.informational(),
                detail.webSocket(),
                detail.timings());
    }

    /** A page's rows with the frame around them, as the result of the method. */
    static byte[] frame(String name, Page page) {
        var bytes = new java.io.ByteArrayOutputStream();
        bytes.writeBytes(("{\"" + name + "\":[").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        for (var i = 0; i < page.rows().size(); i++) {
            if (i > 0) {
                bytes.write(',');
            }
            bytes.writeBytes(page.rows().get(i));
        }
        bytes.writeBytes(("],\"more\":" + page.more() + "}").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }
}
