package org.weir.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules of either kind, in order. */
final class RuleTable {
    private final Table table;
    private int rows;

    /** @param does heads the column that says what a rule does */
    RuleTable(String does) {
        table = new Table(
                new Table.Column("#", false),
                new Table.Column("ID", false),
                new Table.Column(does, true),
                new Table.Column("WHEN", true),
                new Table.Column("NOTE", true));
    }

    void row(String id, String action, String conditions, @Nullable String note) {
        table.row(Integer.toString(rows++), id, action, conditions, note == null ? "" : note);
    }

    /**
     * @param listing the same as JSON
     * @param none what it means that there are no rules
     */
    int print(Weir weir, Object listing, List<String> problems, String none) {
        if (weir.json()) {
            weir.out().println(Json.of(listing));
            return ExitCode.OK;
        }
        problems.forEach(problem -> weir.out().println(Text.clean("problem: " + problem)));
        if (rows == 0) {
            weir.out().println(none);
        } else {
            table.print(weir.out(), weir.terminal());
        }
        return ExitCode.OK;
    }
}
