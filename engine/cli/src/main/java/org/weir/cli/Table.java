package org.weir.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Aligned columns that fit a terminal: columns that may be cut share what the others leave. */
final class Table {
    private static final String GAP = "  ";
    private static final int LEAST_WIDTH = 6;

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * @param title the heading
     * @param cut whether long values may be cut to fit
     */
    record Column(String title, boolean cut) {}

    Table(Column... columns) {
        this.columns = List.of(columns);
    }

    Table row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(Arrays.stream(cells).map(Text::clean).toList());
        return this;
    }

    void print(PrintStream out, Terminal terminal) {
        var widths = widths(terminal.interactive() ? terminal.columns() : Integer.MAX_VALUE);
        out.println(line(columns.stream().map(Column::title).toList(), widths));
        for (var row : rows) {
            out.println(line(row, widths));
        }
    }

    private int[] widths(int available) {
        var widths = new int[columns.size()];
        for (var i = 0; i < widths.length; i++) {
            widths[i] = columns.get(i).title().length();
            for (var row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        long total = (long) GAP.length() * (widths.length - 1);
        for (var width : widths) {
            total += width;
        }
        // Takes from the widest column that may be cut, until it fits or nothing may be cut any more.
        while (total > available) {
            var widest = -1;
            for (var i = 0; i < widths.length; i++) {
                if (columns.get(i).cut() && widths[i] > LEAST_WIDTH && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                break;
            }
            widths[widest]--;
            total--;
        }
        return widths;
    }

    private String line(List<String> cells, int[] widths) {
        var line = new StringBuilder();
        for (var i = 0; i < widths.length; i++) {
            var cell = Text.cut(cells.get(i), widths[i]);
            line.append(i == 0 ? "" : GAP).append(cell).repeat(' ', widths[i] - cell.length());
        }
        return line.toString().stripTrailing();
    }
}
