package org.weir.ui.engine;

import java.time.Duration;

/** How long to wait before the next attempt: doubling up to a bound, and short again after a good time. Not thread-safe. */
final class Backoff {
    /** An engine that restarts is there again within a second or two. */
    private static final Duration FIRST = Duration.ofMillis(250);

    /** A person who starts the engine by hand does not wait longer than this for the window. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /** A connection that lasted less is taken for one more failure, so that an engine that dies at once is not hammered. */
    private static final Duration GOOD = Duration.ofSeconds(5);

    private Duration next = FIRST;

    /** @param lasted how long the connection stood that was just lost; zero when there was none */
    Duration after(Duration lasted) {
        if (lasted.compareTo(GOOD) >= 0) {
            next = FIRST;
        }
        var wait = next;
        var doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return wait;
    }
}
