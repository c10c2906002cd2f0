package org.weir.engine.refusal;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.AppIdentity;

/**
 * What the user decided about connections of an app that a rule wants inspected.
 *
 * @param madeMillis since 1970, for people only
 */
record Ruling(Key key, AppRef app, Action action, Lifetime lifetime, long madeMillis) {

    /** What is decided about. {@code target}: the host, the domain, or "" for the whole app. */
    record Key(String app, Scope scope, String target) {}

    enum Scope {
        HOST,
        DOMAIN,
        APP;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    enum Action {
        /** Pass through, whatever the memory knows. */
        KEEP("keep"),
        /** The next connection is the canary; the others go on as before until it is known how that ended. */
        TRY_ONCE("try-once"),
        /** Inspect, even if the app refuses again. */
        INSPECT("inspect"),
        BLOCK("block");

        private final String word;

        Action(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** How long a ruling holds. Times are the engine's own count in nanoseconds. */
    sealed interface Lifetime {
        /** For one connection. */
        record Once() implements Lifetime {}

        /** @param word as the user said it: 1h or 30d */
        record Until(long nanos, String word) implements Lifetime {}

        /** Until the app quits. */
        record App(Running process) implements Lifetime {}

        /** Until the engine ends. */
        record Restart() implements Lifetime {}

        record Ever() implements Lifetime {}
    }

    /** One process for ever: the number alone is used again. */
    record Running(int pid, long startNanos) {
        static @Nullable Running of(AppIdentity app) {
            return app.pid() <= 0 || app.startNanos() == 0 ? null : new Running(app.pid(), app.startNanos());
        }
    }

    boolean over(long now) {
        return lifetime instanceof Lifetime.Until until && now >= until.nanos();
    }

    String duration() {
        return switch (lifetime) {
            case Lifetime.Once _ -> "once";
            case Lifetime.Until until -> until.word();
            case Lifetime.App _ -> "app";
            case Lifetime.Restart _ -> "restart";
            case Lifetime.Ever _ -> "ever";
        };
    }

    /** For the reason of a flow. */
    String durationInWords() {
        return switch (lifetime) {
            case Lifetime.Once _ -> "for this connection";
            case Lifetime.Until until -> until.word().equals("1h") ? "for an hour" : "for 30 days";
            case Lifetime.App _ -> "until it quits";
            case Lifetime.Restart _ -> "until Weir restarts";
            case Lifetime.Ever _ -> "for ever";
        };
    }
}
