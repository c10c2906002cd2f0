package org.weir.ui.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Approvals;
import org.weir.api.control.Rules;
import org.weir.api.control.Status;

/**
 * What is known of the engine at one moment. When the engine goes away the last knowledge stays, and {@link #link} says
 * that it is old.
 *
 * @param status null before the engine was met
 * @param approvals decided entries as well, latest first
 */
public record Snapshot(
        Link link, @Nullable Status status, Approvals.Listing approvals, Rules.Listing rules, Traffic traffic) {
    /** Before anything is known. */
    public static final Snapshot NOTHING = new Snapshot(
            Link.CONNECTING,
            null,
            new Approvals.Listing(List.of(), 0, 0),
            new Rules.Listing(List.of(), 0, List.of()),
            Traffic.NONE);

    /** How many entries of the inbox wait for a decision. */
    public int pending() {
        return approvals.pending();
    }

    Snapshot with(Link newLink) {
        return new Snapshot(newLink, status, approvals, rules, traffic);
    }

    Snapshot with(Status newStatus, Traffic newTraffic) {
        return new Snapshot(link, newStatus, approvals, rules, newTraffic);
    }

    Snapshot with(Approvals.Listing newApprovals) {
        return new Snapshot(link, status, newApprovals, rules, traffic);
    }

    Snapshot with(Rules.Listing newRules) {
        return new Snapshot(link, status, approvals, newRules, traffic);
    }
}
