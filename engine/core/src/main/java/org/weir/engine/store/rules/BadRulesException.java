package org.weir.engine.store.rules;

import java.io.Serial;

/** A rules file that cannot be used. The message is for the user and starts with the place. */
public final class BadRulesException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;
    private final boolean newer;

    /**
     * @param line from 1
     * @param column in characters, from 1
     */
    BadRulesException(int line, int column, String problem) {
        this(line, column, "line " + line + ", column " + column + ": " + problem, false);
    }

    private BadRulesException(int line, int column, String message, boolean newer) {
        super(message);
        this.line = line;
        this.column = column;
        this.newer = newer;
    }

    /** The same, of a file that is not wrong but from a later version of ours. */
    BadRulesException newer() {
        return new BadRulesException(line, column, getMessage(), true);
    }

    /** Whether a later version of ours wrote the file: then it must not be written over. */
    public boolean isNewer() {
        return newer;
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }
}
