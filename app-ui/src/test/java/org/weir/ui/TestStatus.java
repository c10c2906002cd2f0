package org.weir.ui;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Check;
import org.weir.api.control.Status;

/** Statuses for tests. */
public final class TestStatus {
    private TestStatus() {}

    public static Status of(String state) {
        return with(state, List.of());
    }

    public static Status paused(long resumeAtMs) {
        return made("paused", resumeAtMs, List.of());
    }

    public static Status with(String state, List<Check> problems) {
        return made(state, null, problems);
    }

    private static Status made(String state, @Nullable Long resumeAtMs, List<Check> problems) {
        return new Status(
                1,
                "0.1.0",
                state,
                state.equals("off") || state.equals("paused") ? "off" : "on",
                resumeAtMs,
                "open",
                new Status.Interceptor(true, "capturing", "full", "0.1.0"),
                problems,
                new Status.Counters(3, 1042, 1030, 8, 4, 0, 123_456, 654_321),
                new Status.RuleCount(2, 5),
                new Status.ApprovalCount(1),
                360_000,
                4711);
    }
}
