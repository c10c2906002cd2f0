package org.weir.engine.policy;

import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.AppIdentity;

/** What a flow's app is called, worked out once a question. Any of the parts may be null. */
record AppFacts(
        @Nullable String executable,
        @Nullable String executableName,
        @Nullable String script,
        @Nullable String scriptName,
        @Nullable String otherName) {

    static AppFacts of(AppIdentity app) {
        var executable = app.executable();
        var script = app.script();
        var other = app.appId();
        if (other == null && executable == null && script == null && !app.comm().isEmpty()) {
            other = app.comm();
        }
        return new AppFacts(
                executable,
                executable == null ? null : baseName(executable),
                script,
                script == null ? null : baseName(script),
                other);
    }

    /** Behind the last slash; a backslash counts only in paths that are no Unix ones, as the kernel sees it. */
    static String baseName(String path) {
        var at = path.lastIndexOf('/');
        if (!path.startsWith("/")) {
            at = Math.max(at, path.lastIndexOf('\\'));
        }
        return path.substring(at + 1);
    }
}
