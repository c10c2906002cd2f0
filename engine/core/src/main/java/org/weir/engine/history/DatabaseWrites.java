package org.weir.engine.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.ExchangeDetail;
import org.weir.api.control.FlowApp;
import org.weir.api.rpc.RpcCodec;
import org.weir.engine.flow.Flow;
import org.weir.engine.store.FlowViews;

/** Prepared statements that put flows and exchanges into the database. One thread. */
final class DatabaseWrites {
    /** A longer URL is found in the detail; in a list nobody reads more. */
    private static final int MAX_LISTED_URL = 2_048;

    private static final int APPS_REMEMBERED = 1_024;

    private final PreparedStatement findApp;
    private final PreparedStatement addApp;
    private final PreparedStatement flow;
    private final PreparedStatement flowView;
    private final PreparedStatement exchange;
    private final PreparedStatement exchangeDetail;
    private final PreparedStatement lastId;
    private final Map<AppRow, Long> apps = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AppRow, Long> eldest) {
            return size() > APPS_REMEMBERED;
        }
    };

    private record AppRow(String name, String executable, String script, int uid, String user) {
        static AppRow of(FlowApp app) {
            return new AppRow(app.name(), text(app.executable()), text(app.script()), app.uid(), text(app.user()));
        }

        /** What a pattern without a slash is compared with besides the name. */
        String base() {
            return executable.substring(executable.lastIndexOf('/') + 1);
        }

        private static String text(@Nullable String value) {
            return value == null ? "" : value;
        }
    }

    DatabaseWrites(Connection connection) throws SQLException {
        findApp = connection.prepareStatement(
                "SELECT id FROM apps WHERE name = ? AND executable = ? AND script = ? AND uid = ? AND user = ?");
        addApp = connection.prepareStatement(
                "INSERT INTO apps(name, executable, script, uid, user, base) VALUES(?, ?, ?, ?, ?, ?) RETURNING id");
        flow = connection.prepareStatement("INSERT OR REPLACE INTO flows VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
        flowView = connection.prepareStatement("INSERT OR REPLACE INTO flow_views VALUES(?, ?)");
        exchange = connection.prepareStatement(
                "INSERT OR REPLACE INTO exchanges VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        exchangeDetail = connection.prepareStatement("INSERT OR REPLACE INTO exchange_details VALUES(?, ?)");
        lastId = connection.prepareStatement("INSERT OR REPLACE INTO ids VALUES(?, ?)");
    }

    void write(Flow seen) throws SQLException {
        var view = FlowViews.of(seen);
        flow.setLong(1, view.id());
        flow.setLong(2, view.startedMs());
        flow.setInt(3, view.endedMs() == null ? 0 : 1);
        flow.setLong(4, app(view.app()));
        text(flow, 5, view.host());
        flow.setString(6, view.destination().address());
        flow.setInt(7, view.destination().port());
        text(flow, 8, view.decision());
        flow.executeUpdate();
        flowView.setLong(1, view.id());
        flowView.setString(2, RpcCodec.json().writeValueAsString(view));
        flowView.executeUpdate();
    }

    /** @param redaction null: as it is */
    void write(ExchangeSnapshot seen, @Nullable Redaction redaction) throws SQLException {
        var all = ExchangeDetails.of(seen);
        var detail = redaction == null ? all : redaction.apply(all);
        write(detail, ExchangeDetails.host(seen.request(), seen.flow()), ExchangeDetails.mime(seen.response()));
    }

    private void write(ExchangeDetail detail, String host, @Nullable String mime) throws SQLException {
        var request = detail.request();
        var response = detail.response();
        exchange.setLong(1, detail.id());
        exchange.setLong(2, detail.timings().startedMs());
        exchange.setLong(3, detail.flow());
        exchange.setString(4, detail.state());
        exchange.setLong(5, app(detail.app()));
        exchange.setString(6, host);
        exchange.setString(7, request.method());
        exchange.setString(8, request.url().substring(0, Math.min(request.url().length(), MAX_LISTED_URL)));
        number(exchange, 9, response == null ? null : (long) response.status());
        text(exchange, 10, mime);
        number(exchange, 11, detail.timings().totalUs());
        exchange.setLong(12, request.body().bytes());
        exchange.setLong(13, response == null ? 0 : response.body().bytes());
        exchange.setInt(
                14,
                request.changes().isEmpty()
                                && (response == null || response.changes().isEmpty())
                        ? 0
                        : 1);
        exchange.executeUpdate();
        exchangeDetail.setLong(1, detail.id());
        exchangeDetail.setString(2, RpcCodec.json().writeValueAsString(detail));
        exchangeDetail.executeUpdate();
    }

    /** Remembers the greatest ids given, so that they are not given again when their rows are gone. */
    void lastIds(long flows, long exchanges) throws SQLException {
        lastId.setString(1, "flow");
        lastId.setLong(2, flows);
        lastId.executeUpdate();
        lastId.setString(1, "exchange");
        lastId.setLong(2, exchanges);
        lastId.executeUpdate();
    }

    /** The transaction was undone, or apps were removed: what was remembered of them may be wrong. */
    void forgetApps() {
        apps.clear();
    }

    private long app(FlowApp app) throws SQLException {
        var row = AppRow.of(app);
        var known = apps.get(row);
        if (known != null) {
            return known;
        }
        var id = find(row);
        if (id == null) {
            bind(addApp, row);
            addApp.setString(6, row.base());
            try (var added = addApp.executeQuery()) {
                added.next();
                id = added.getLong(1);
            }
        }
        apps.put(row, id);
        return id;
    }

    private @Nullable Long find(AppRow row) throws SQLException {
        bind(findApp, row);
        try (var found = findApp.executeQuery()) {
            return found.next() ? found.getLong(1) : null;
        }
    }

    private static void bind(PreparedStatement statement, AppRow row) throws SQLException {
        statement.setString(1, row.name());
        statement.setString(2, row.executable());
        statement.setString(3, row.script());
        statement.setInt(4, row.uid());
        statement.setString(5, row.user());
    }

    private static void text(PreparedStatement statement, int index, @Nullable String value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.VARCHAR);
        } else {
            statement.setString(index, value);
        }
    }

    private static void number(PreparedStatement statement, int index, @Nullable Long value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.BIGINT);
        } else {
            statement.setLong(index, value);
        }
    }
}
