package org.weir.cli;

import java.io.PrintStream;

/**
 * Where output goes.
 *
 * @param columns its width, at least 20
 * @param interactive whether a person looks at it: then lines are cut to the width
 */
record Terminal(PrintStream out, PrintStream err, int columns, boolean interactive) {
    /** What a pipe gets: nothing is cut there, but text is still laid out for something. */
    static final int USUAL_COLUMNS = 100;

    static final int LEAST_COLUMNS = 20;
}
