package org.weir.cli;

/** Exit codes of {@code weir}; docs/cli.md and {@code weir --help} name them. A number is never given another meaning. */
final class ExitCode {
    static final int OK = 0;
    /** The engine said no, or could not. */
    static final int FAILED = 1;

    static final int USAGE = 2;
    static final int NOT_REACHABLE = 3;
    static final int NOT_ALLOWED = 4;
    /** Doctor found at least one error. */
    static final int DOCTOR_FOUND = 5;

    private ExitCode() {}
}
