package org.weir.ui.state;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.weir.api.control.Approvals;
import org.weir.ui.engine.Snapshot;

/**
 * When the desktop is told of apps that refuse inspection, and of which: of each entry once, of all that came meanwhile
 * together, and not more often than once a minute. A desktop that is told is never the only way to decide. Not
 * thread-safe.
 */
public final class ApprovalNews {
    /** At most one notification in this time. */
    static final Duration GAP = Duration.ofSeconds(60);

    private final Set<String> told = new HashSet<>();
    private boolean begun;
    private long lastNanos;
    private boolean anyTold;

    /**
     * The entries to tell of now; empty most of the time.
     *
     * @param inFront whether the user looks at the window, where the entries are anyway
     * @param nanos of a clock that never goes back
     */
    public List<Approvals.Item> next(Snapshot snapshot, boolean inFront, long nanos) {
        if (!snapshot.link().usable() || isUnknown(snapshot.approvals())) {
            return List.of();
        }
        var open = snapshot.approvals().items().stream()
                .filter(item -> item.state().equals("open"))
                .toList();
        var ids = open.stream().map(Approvals.Item::id).toList();
        // What was decided and waits again is new.
        told.retainAll(ids);
        if (!begun || inFront) {
            // What waited before we came is said by the number at the icon.
            begun = true;
            told.addAll(ids);
            return List.of();
        }
        var news = open.stream().filter(item -> !told.contains(item.id())).toList();
        if (news.isEmpty() || paused(snapshot) || tooSoon(nanos)) {
            return List.of();
        }
        told.addAll(ids);
        anyTold = true;
        lastNanos = nanos;
        return news;
    }

    /** An inbox that is not known yet is as empty as one that is: only which object it is tells them apart. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isUnknown(Approvals.Listing listing) {
        return listing == Snapshot.NOTHING.approvals();
    }

    private static boolean paused(Snapshot snapshot) {
        return Condition.of(snapshot) == Condition.PAUSED;
    }

    private boolean tooSoon(long nanos) {
        return anyTold && nanos - lastNanos < GAP.toNanos();
    }
}
