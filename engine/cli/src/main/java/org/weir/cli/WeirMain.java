package org.weir.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Starts the {@code weir} command. */
public final class WeirMain {
    private static final int BUFFER_BYTES = 64 * 1024;

    private WeirMain() {}

    public static void main(String[] arguments) {
        var out = stream(FileDescriptor.out);
        var err = stream(FileDescriptor.err);
        if (List.of(arguments).contains("--watch")) {
            // Ctrl-C is the way to end a watch, and no failure.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                out.flush();
                err.flush();
                Runtime.getRuntime().halt(ExitCode.OK);
            }));
        }
        var code = Weir.run(arguments, terminal(out, err), System.getenv());
        out.flush();
        err.flush();
        // Not exit(): nothing has to be tidied up, and the watch's hook is not meant here.
        Runtime.getRuntime().halt(code);
    }

    /** The launcher knows whether a person looks: asking a terminal from Java would need a process of its own. */
    private static Terminal terminal(PrintStream out, PrintStream err) {
        var columns = Integer.getInteger("weir.columns", 0);
        return columns > 0
                ? new Terminal(out, err, Math.max(columns, Terminal.LEAST_COLUMNS), true)
                : new Terminal(out, err, Terminal.USUAL_COLUMNS, false);
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor), BUFFER_BYTES),
                false,
                StandardCharsets.UTF_8);
    }
}
