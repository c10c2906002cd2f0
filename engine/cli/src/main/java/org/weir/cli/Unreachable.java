package org.weir.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Why the engine cannot be reached, in a sentence. */
final class Unreachable {
    private Unreachable() {}

    static String sentence(Path socket, IOException failure) {
        return "the engine is not reachable (" + why(socket, failure)
                + "). Your network works without it. Try: weir doctor";
    }

    static String why(Path socket, IOException failure) {
        return Files.exists(socket, LinkOption.NOFOLLOW_LINKS)
                ? failure instanceof ConnectException ? "nobody answers at " + socket : text(failure)
                : "there is no " + socket;
    }

    private static String text(IOException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
