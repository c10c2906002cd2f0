package org.weir.cli;

import org.weir.api.control.FlowView;

/** Rows that come one by one, so that their widths are fixed beforehand; the destination takes what is left. */
final class WatchLine {
    private static final String[] TITLES = {
        "ID", "TIME", "STATE", "APP", "PID", "USER", "DESTINATION", "PROTO", "DECISION", "UP", "DOWN"
    };
    private static final int[] WIDTHS = {6, 8, 13, 14, 7, 8, 40, 12, 12, 8, 8};
    private static final int DESTINATION = 6;
    private static final int LEAST_DESTINATION = 20;

    private WatchLine() {}

    static String heading(Terminal terminal) {
        return line(TITLES, terminal);
    }

    static String of(FlowView flow, Terminal terminal) {
        return line(FlowTexts.cells(flow), terminal);
    }

    private static String line(String[] cells, Terminal terminal) {
        var used = 0;
        for (var width : WIDTHS) {
            used += width + 1;
        }
        var spare = terminal.columns() - used + 1;
        var line = new StringBuilder();
        for (var i = 0; i < cells.length; i++) {
            var width = i == DESTINATION ? Math.max(LEAST_DESTINATION, WIDTHS[i] + spare) : WIDTHS[i];
            var cell = Text.clean(cells[i]);
            // A pipe gets everything; a terminal what fits.
            cell = terminal.interactive() ? Text.cut(cell, width) : cell;
            line.append(i == 0 ? "" : " ").append(cell).repeat(' ', Math.max(0, width - cell.length()));
        }
        var whole = line.toString().stripTrailing();
        return terminal.interactive() ? Text.cut(whole, terminal.columns()) : whole;
    }
}
