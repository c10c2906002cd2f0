package org.weir.engine.policy;

import org.jspecify.annotations.Nullable;
import org.weir.engine.app.Interpreters;

/**
 * With a slash: path, or glob on the path, of the executable or of the script it runs. Without: glob on the base name of
 * the executable or of the script, on the app id, or on the task's name where nothing else is known.
 */
record AppPattern(Glob glob, boolean path) {

    static AppPattern parse(String text) {
        return new AppPattern(Glob.of(text), text.indexOf('/') >= 0 || text.indexOf('\\') >= 0);
    }

    boolean matches(AppFacts app) {
        return path
                ? fits(app.executable()) || fits(app.script())
                : fits(app.executableName()) || fits(app.scriptName()) || fits(app.otherName());
    }

    private boolean fits(@Nullable String text) {
        return text != null && glob.matches(text);
    }

    /**
     * Whether nothing whose <em>executable</em> fits {@code executables} (what the kernel compares) can match this one.
     * Sure only for a literal executable that runs no scripts.
     */
    boolean disjoint(AppPattern executables) {
        if (!executables.glob.literal()) {
            return false;
        }
        var text = executables.glob.pattern();
        var name = AppFacts.baseName(text);
        if (Interpreters.isInterpreter(name)) {
            return false;
        }
        if (!path) {
            return !glob.matches(name);
        }
        if (executables.path) {
            return !glob.matches(text);
        }
        return glob.literal() && !AppFacts.baseName(glob.pattern()).equals(name);
    }
}
