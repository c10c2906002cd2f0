package org.weir.cli;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.weir.api.control.Approvals;

/** Entries of the inbox in words. */
final class ApprovalTexts {
    private static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private ApprovalTexts() {}

    static Table table() {
        return new Table(
                new Table.Column("ID", false),
                new Table.Column("APP", true),
                new Table.Column("DOMAIN", true),
                new Table.Column("STATE", false),
                new Table.Column("COUNT", false),
                new Table.Column("LAST SEEN", false),
                new Table.Column("EVIDENCE", false),
                new Table.Column("CAUSE", true));
    }

    static String[] cells(Approvals.Item item) {
        return new String[] {
            item.id(),
            item.app().name(),
            item.domain(),
            state(item),
            Long.toString(item.count()),
            when(item.lastSeenMs()),
            item.evidence() == null ? "" : item.evidence(),
            item.cause()
        };
    }

    /** What stands for the entry now. */
    private static String state(Approvals.Item item) {
        var verdict = item.verdict();
        return verdict == null ? item.state() : verdict.decision() + " (" + verdict.duration() + ")";
    }

    /** One entry on a line of its own, for watching. */
    static String line(Approvals.Item item) {
        var cause = item.cause().isEmpty() ? "" : ": it " + item.cause();
        var evidence = item.evidence() == null ? "" : ", " + item.evidence();
        return when(item.lastSeenMs()) + "  " + item.id() + "  " + state(item) + evidence + ", "
                + item.app().name() + " to " + item.domain() + " (" + item.count() + " times)" + cause;
    }

    private static String when(long millis) {
        return DAY_AND_TIME.format(java.time.Instant.ofEpochMilli(millis).atZone(ZoneId.systemDefault()));
    }
}
