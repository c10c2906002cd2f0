package org.weir.engine.refusal;

import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.AppIdentity;

/**
 * An app as the memory knows it: the same over restarts of the app and for all of its processes and users.
 *
 * @param key what tells apps apart: the script that an interpreter runs, else the executable, else {@code id:} and the
 *     system's app id, else {@code comm:NAME/UID}
 * @param name what a person calls it
 */
public record AppRef(
        String key,
        String name,
        @Nullable String executable,
        @Nullable String script) {

    /** Longer than any path that the interceptor tells; also bounds what a file of ours is believed. */
    static final int MAX_TEXT = 1_024;

    public static AppRef of(AppIdentity app) {
        return new AppRef(keyOf(app), cut(app.name()), cut(app.executable()), cut(app.script()));
    }

    private static String keyOf(AppIdentity app) {
        if (app.script() != null) {
            return cut(app.script());
        }
        if (app.executable() != null) {
            return cut(app.executable());
        }
        return app.appId() != null ? "id:" + cut(app.appId()) : "comm:" + app.comm() + "/" + app.uid();
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }
}
