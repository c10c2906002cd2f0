package org.weir.cli;

/** Starts the {@code weir} command. */
public final class WeirMain {
    private WeirMain() {}

    public static void main(String[] arguments) {
        System.err.println("weir: not built yet");
        System.exit(1);
    }
}
