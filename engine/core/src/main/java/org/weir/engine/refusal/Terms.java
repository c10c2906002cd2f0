package org.weir.engine.refusal;

import java.time.Duration;

/** How long things are believed. Nanoseconds, as the memory counts. */
final class Terms {
    /** The app said what it thinks; apps change by updates, and updates come about monthly. */
    static final long CERTAIN = Duration.ofDays(30).toNanos();

    /** A guess may be wrong: it is tried again soon, and later and later each time it proves right. */
    static final long FIRST_LIKELY = Duration.ofMinutes(10).toNanos();

    static final long LONGEST_LIKELY = Duration.ofHours(24).toNanos();

    /** A canary that says nothing for so long lost its connection, or idles; then another may try. */
    static final long CANARY = Duration.ofSeconds(60).toNanos();

    /**
     * How long it is remembered, after a success has cleared a suspicion, how often it was right: an app with two minds is
     * to fail ever more rarely.
     */
    static final long CLEARED = Duration.ofHours(24).toNanos();

    /** A pair that was not met for so long after its term is forgotten. */
    static final long FORGOTTEN = Duration.ofDays(30).toNanos();

    /**
     * Browsers open several connections at once and drop those they do not need: a silent end is no refusal when its
     * certificate was sent before, or so soon after, another connection's success.
     */
    static final long PARALLEL = Duration.ofSeconds(2).toNanos();

    /**
     * So many silent ends are forgiven within {@link #FORGIVING}; an app with two minds, busy with successes, must not fail
     * for ever.
     */
    static final int MAX_FORGIVEN = 8;

    static final long FORGIVING = Duration.ofHours(1).toNanos();

    /** What a user can choose. */
    static final long HOUR = Duration.ofHours(1).toNanos();

    static final long MONTH = Duration.ofDays(30).toNanos();

    private Terms() {}

    static long likely(int strikes) {
        // 10 minutes times 2^8 is more than a day.
        return Math.min(FIRST_LIKELY << Math.clamp(strikes - 1, 0, 8), LONGEST_LIKELY);
    }

    static long of(Evidence evidence, int strikes) {
        return switch (evidence) {
            case ENGINE, LIKELY -> likely(strikes);
            case SERVER, CERTAIN -> CERTAIN;
        };
    }
}
