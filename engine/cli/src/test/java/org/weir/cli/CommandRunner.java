package org.weir.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Runs command lines as main does, with output kept. */
final class CommandRunner {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Path socket;
    private final int columns;

    CommandRunner(Path socket) {
        this(socket, 0);
    }

    /** @param columns the terminal's, or 0 for a pipe */
    CommandRunner(Path socket, int columns) {
        this.socket = socket;
        this.columns = columns;
    }

    int run(String... arguments) {
        out.reset();
        err.reset();
        var printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        var complained = new PrintStream(err, true, StandardCharsets.UTF_8);
        var terminal = columns == 0
                ? new Terminal(printed, complained, Terminal.USUAL_COLUMNS, false)
                : new Terminal(printed, complained, columns, true);
        return Weir.run(arguments, terminal, Map.of("WEIR_SOCKET", socket.toString()));
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
