package org.weir.engine;

import org.weir.engine.main.Engine;
import org.weir.engine.main.Options;

/**
 * The engine. Exit codes: 0 stopped in order, 1 could not start, 2 wrong arguments.
 */
public final class EngineMain {
    private EngineMain() {}

    /** See {@link Options#USAGE}. Returns after SIGTERM or SIGINT. */
    public static void main(String[] args) {
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("weir-engine: " + e.getMessage() + "\n" + Options.USAGE);
            System.exit(2);
            return;
        }
        if (options.help()) {
            System.out.println(Options.USAGE);
            return;
        }
        // Before the first logger is made: logback.xml reads it.
        if (options.logLevel() != null) {
            System.setProperty("WEIR_LOG_LEVEL", options.logLevel());
        }
        try {
            Engine.start(options).stopOnSignal();
        } catch (Engine.StartException e) {
            System.err.println("weir-engine: " + e.getMessage());
            System.exit(1);
        }
    }
}
