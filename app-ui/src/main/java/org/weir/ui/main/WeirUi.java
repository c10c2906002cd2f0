package org.weir.ui.main;

import java.io.IOException;
import java.nio.file.Path;
import javafx.application.Application;

/** Starts the desktop program. No subclass of Application: the launcher would then demand JavaFX before we can say a word. */
public final class WeirUi {
    private WeirUi() {}

    /** Exit codes: 0 ended, or another window was brought to the front; 2 wrong use; 1 no window is possible. */
    public static void main(String[] arguments) {
        Options options;
        try {
            options = Options.of(java.util.List.of(arguments), System.getenv());
        } catch (IllegalArgumentException e) {
            System.err.println("weir-ui: " + e.getMessage());
            System.err.println(Options.USAGE);
            System.exit(2);
            return;
        }
        if (options.help()) {
            System.out.println(Options.USAGE);
            return;
        }
        if (options.single() && raised(options.raiseSocket())) {
            return;
        }
        try {
            Application.launch(UiApplication.class, arguments);
        } catch (UnsupportedOperationException e) {
            System.err.println("weir-ui: no window is possible here: " + e.getMessage());
            System.exit(1);
        }
    }

    private static boolean raised(Path socket) {
        try {
            return SingleInstance.raise(socket);
        } catch (IOException e) {
            return false;
        }
    }
}
