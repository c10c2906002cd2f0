package org.weir.engine.history;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.ExchangeFilter;
import org.weir.api.control.HistoryFilter;

/** A filter as an SQL condition with its values. Nothing of the user's is ever part of the SQL text. */
final class Where {
    private static final int MAX_PATTERN = 1_024;
    private static final Set<String> DECISIONS = Set.of("pass", "block", "inspect", "reroute");
    private static final Set<String> FLOW_STATES = Set.of("open", "ended");
    private static final Set<String> EXCHANGE_STATES = Set.of("open", "done", "aborted");

    private final StringBuilder sql = new StringBuilder("1 = 1");
    private final List<Object> values = new ArrayList<>();

    private Where() {}

    /** @throws IllegalArgumentException with the field's name and what is wrong with it */
    static Where of(ExchangeFilter filter, @Nullable Long beforeId) {
        var where = new Where();
        where.app(filter.app());
        where.like("host", "filter.host", filter.host());
        where.like("url", "filter.url", filter.url());
        where.like("mime", "filter.mime", filter.mime());
        if (filter.method() != null) {
            where.and("method = ?", filter.method().toUpperCase(Locale.ROOT));
        }
        where.status(filter.status());
        if (filter.state() != null) {
            where.and("state = ?", oneOf("filter.state", filter.state(), EXCHANGE_STATES));
        }
        where.equal("flow = ?", filter.flow());
        where.times(filter.sinceMs(), filter.untilMs());
        where.equal("id < ?", beforeId);
        return where;
    }

    /** @throws IllegalArgumentException with the field's name and what is wrong with it */
    static Where of(HistoryFilter filter, @Nullable Long beforeId) {
        var where = new Where();
        where.app(filter.app());
        where.user(filter.user());
        where.like("host", "filter.host", filter.host());
        if (filter.address() != null) {
            where.and("address = ?", filter.address());
        }
        if (filter.port() != null) {
            if (filter.port() < 0 || filter.port() > 65_535) {
                throw new IllegalArgumentException("filter.port: " + filter.port() + " is not from 0 to 65535");
            }
            where.and("port = ?", filter.port());
        }
        if (filter.decision() != null) {
            where.and("decision = ?", oneOf("filter.decision", filter.decision(), DECISIONS));
        }
        if (filter.state() != null) {
            where.and(
                    "ended = ?",
                    oneOf("filter.state", filter.state(), FLOW_STATES).equals("ended") ? 1 : 0);
        }
        where.times(filter.sinceMs(), filter.untilMs());
        where.equal("id < ?", beforeId);
        return where;
    }

    String sql() {
        return sql.toString();
    }

    void bind(PreparedStatement statement) throws SQLException {
        for (var i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
    }

    private void and(String condition, Object... bound) {
        sql.append(" AND ").append(condition);
        values.addAll(List.of(bound));
    }

    private void equal(String condition, @Nullable Long value) {
        if (value != null) {
            and(condition, value);
        }
    }

    private void times(@Nullable Long since, @Nullable Long until) {
        equal("started_ms >= ?", since);
        equal("started_ms < ?", until);
    }

    private void like(String column, String field, @Nullable String glob) {
        if (glob != null) {
            and(column + " LIKE ? ESCAPE '\\'", pattern(field, glob));
        }
    }

    private void app(@Nullable String glob) {
        if (glob == null) {
            return;
        }
        var pattern = pattern("filter.app", glob);
        var columns = glob.indexOf('/') >= 0 ? new String[] {"executable", "script"} : new String[] {"name", "base"};
        and(
                "app IN (SELECT id FROM apps WHERE " + columns[0] + " LIKE ? ESCAPE '\\' OR " + columns[1]
                        + " LIKE ? ESCAPE '\\')",
                pattern,
                pattern);
    }

    private void user(@Nullable String user) {
        if (user == null) {
            return;
        }
        if (user.matches("[0-9]{1,10}")) {
            and("app IN (SELECT id FROM apps WHERE user = ? OR uid = ?)", user, Long.parseLong(user));
        } else {
            and("app IN (SELECT id FROM apps WHERE user = ?)", user);
        }
    }

    private void status(@Nullable String status) {
        if (status == null) {
            return;
        }
        if (status.matches("[1-5][xX][xX]")) {
            var first = (status.charAt(0) - '0') * 100;
            and("status BETWEEN ? AND ?", first, first + 99);
        } else if (status.matches("[1-5][0-9][0-9]")) {
            and("status = ?", Integer.parseInt(status));
        } else {
            throw new IllegalArgumentException("filter.status: '" + status + "' is neither like 404 nor like 4xx");
        }
    }

    /** Globs as LIKE patterns, which do not care for the case of ASCII letters either. */
    static String pattern(String field, String glob) {
        if (glob.isEmpty() || glob.length() > MAX_PATTERN) {
            throw new IllegalArgumentException(field + ": must have 1 to " + MAX_PATTERN + " characters");
        }
        var like = new StringBuilder(glob.length() + 8);
        for (var i = 0; i < glob.length(); i++) {
            var c = glob.charAt(i);
            switch (c) {
                // Several stars in a row mean the same as one, and cost much more.
                case '*' -> like.append(i > 0 && glob.charAt(i - 1) == '*' ? "" : "%");
                case '?' -> like.append('_');
                case '%', '_', '\\' -> like.append('\\').append(c);
                default -> like.append(c);
            }
        }
        return like.toString();
    }

    private static String oneOf(String field, String value, Set<String> words) {
        if (!words.contains(value)) {
            throw new IllegalArgumentException(field + ": '" + value + "' is none of "
                    + String.join(", ", words.stream().sorted().toList()));
        }
        return value;
    }
}
