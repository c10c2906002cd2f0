package org.weir.ui.screen.approvals;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.weir.api.control.Approvals;

/** What part of the inbox is shown. Pure. */
enum Folder {
    /** Waits for a decision, or may soon. */
    WAITING,
    DECIDED,
    /** Also what is no app's doing. */
    ALL;

    private static final String OPEN = "open";
    private static final String WATCHED = "watched";
    private static final String DECIDED_STATE = "decided";

    /** Entries of this folder in which {@code sought} occurs; those that wait first, else as they came. */
    List<Approvals.Item> of(List<Approvals.Item> items, String sought) {
        var part = sought.strip().toLowerCase(Locale.ROOT);
        return items.stream()
                .filter(this::holds)
                .filter(item -> part.isEmpty() || mentions(item, part))
                .sorted(Comparator.comparing(item -> !item.state().equals(OPEN)))
                .toList();
    }

    private boolean holds(Approvals.Item item) {
        return switch (this) {
            case WAITING -> item.state().equals(OPEN) || item.state().equals(WATCHED);
            case DECIDED -> item.state().equals(DECIDED_STATE);
            case ALL -> true;
        };
    }

    private static boolean mentions(Approvals.Item item, String part) {
        return contains(item.app().name(), part)
                || contains(item.app().key(), part)
                || contains(item.domain(), part)
                || item.hosts().stream().anyMatch(host -> contains(host.host(), part));
    }

    private static boolean contains(String text, String part) {
        return text.toLowerCase(Locale.ROOT).contains(part);
    }

    /** For text keys. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
