package org.weir.ui.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Status;

/**
 * The last minute, second by second, from the engine's counters. Immutable.
 *
 * @param seconds oldest first, always {@link #SECONDS} of them
 * @param last the counters that the next look is compared with, or null
 * @param atSeconds when that look was, on any clock that only grows
 */
public record Traffic(List<Second> seconds, Status.@Nullable Counters last, long atSeconds) {
    /** One minute. */
    public static final int SECONDS = 60;

    /** Nothing seen. */
    public static final Traffic NONE = new Traffic(Collections.nCopies(SECONDS, Second.QUIET), null, 0);

    public Traffic {
        seconds = List.copyOf(seconds);
    }

    /** Connections that began, by what was decided, and bytes that moved. Fractions: a look can span seconds. */
    public record Second(double inspected, double passed, double blocked, double up, double down) {
        static final Second QUIET = new Second(0, 0, 0, 0, 0);

        public double connections() {
            return inspected + passed + blocked;
        }

        public double bytes() {
            return up + down;
        }
    }

    /** This, moved on to the second {@code now}, with what the counters say has happened since the last look. */
    Traffic seen(Status.Counters counters, long now) {
        var before = last;
        if (before == null || counters.total() < before.total()) {
            // The first look, or another run of the engine: nothing to compare with.
            return new Traffic(moved(Math.clamp(now - atSeconds, 0, SECONDS), Second.QUIET), counters, now);
        }
        var elapsed = now - atSeconds;
        if (elapsed <= 0) {
            return this;
        }
        var each = new Second(
                rate(counters.inspected() - before.inspected(), elapsed),
                rate(counters.passed() + counters.rerouted() - before.passed() - before.rerouted(), elapsed),
                rate(counters.blocked() - before.blocked(), elapsed),
                rate(counters.bytesUp() - before.bytesUp(), elapsed),
                rate(counters.bytesDown() - before.bytesDown(), elapsed));
        return new Traffic(moved((int) Math.min(elapsed, SECONDS), each), counters, now);
    }

    private List<Second> moved(int by, Second filledWith) {
        var next = new ArrayList<>(seconds.subList(by, SECONDS));
        next.addAll(Collections.nCopies(by, filledWith));
        return next;
    }

    private static double rate(long difference, long elapsed) {
        return Math.max(0, difference) / (double) elapsed;
    }

    /** Connections of the whole minute. */
    public long connections() {
        return Math.round(seconds.stream().mapToDouble(Second::connections).sum());
    }

    /** The busiest second's connections. */
    public double peak() {
        return seconds.stream().mapToDouble(Second::connections).max().orElse(0);
    }
}
