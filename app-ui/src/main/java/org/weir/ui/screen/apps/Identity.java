package org.weir.ui.screen.apps;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.FlowApp;

/** How well an app is told from others: a rule holds for whatever has this identity. Pure. */
enum Identity {
    /** A path that others cannot easily take. */
    STRONG,
    /** The program was deleted or replaced while it ran: its path may belong to another one now. */
    DELETED,
    /** Lies where every program of the user can write, or in an image that is mounted anew each time. */
    TEMPORARY,
    /** Runs other people's programs: a rule holds for all of them. */
    INTERPRETER,
    /** Only its name is known, which every program can take. */
    NAME_ONLY;

    private static final List<String> TEMPORARY_FOLDERS = List.of("/tmp/", "/var/tmp/", "/dev/shm/", "/run/user/");

    private static final Pattern INTERPRETERS = Pattern.compile(
            "(python|pypy|perl|ruby|php|lua)[0-9.]*|node|nodejs|deno|bun|java|mono|dotnet|bash|dash|sh|zsh|ksh|fish|wine.*");

    static Identity of(FlowApp app) {
        return of(app.executable(), app.script(), app.deleted());
    }

    static Identity of(@Nullable String executable, @Nullable String script, boolean deleted) {
        if (executable == null && script == null) {
            return NAME_ONLY;
        }
        if (deleted) {
            return DELETED;
        }
        var path = script != null ? script : executable;
        if (TEMPORARY_FOLDERS.stream().anyMatch(path::startsWith)) {
            return TEMPORARY;
        }
        return script == null
                        && INTERPRETERS
                                .matcher(baseName(path).toLowerCase(Locale.ROOT))
                                .matches()
                ? INTERPRETER
                : STRONG;
    }

    static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** For text keys. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
