package org.weir.engine.store.rules;

import java.io.Serial;

/** A rules file that cannot be used. The message is for the user and starts with the place. */
public final class BadRulesException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    /**
     * @param line from 1
     * @param column in characters, from 1
     */
    BadRulesException(int line, int column, String problem) {
        super("line " + line + ", column " + column + ": " + problem);
        this.line = line;
        this.column = column;
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }
}
