package org.weir.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Paths of executables as connections carry them: with links resolved, because that is what runs. A script keeps the path by
 * which it was started, so a link to a script stays as it is.
 */
final class AppPaths {
    private AppPaths() {}

    /** @param app as the user wrote it, or null */
    static @Nullable String resolved(@Nullable String app) {
        if (app == null || !app.startsWith("/") || app.indexOf('*') >= 0 || app.indexOf('?') >= 0) {
            return app;
        }
        try {
            var path = Path.of(app);
            return Files.isRegularFile(path) && !isScript(path)
                    ? path.toRealPath().toString()
                    : app;
        } catch (IOException | IllegalArgumentException e) {
            // Not there yet, or not ours to look at: the engine takes what the user wrote.
            return app;
        }
    }

    /** What to tell the user when something else is stored than what was written; else "". */
    static String note(@Nullable String written, @Nullable String stored) {
        return written == null || written.equals(stored)
                ? ""
                : "; " + written + " is a link, and connections carry " + stored;
    }

    private static boolean isScript(Path path) {
        try (var in = Files.newInputStream(path)) {
            return in.read() == '#' && in.read() == '!';
        } catch (IOException e) {
            return false;
        }
    }
}
