package org.weir.ui.screen.apps;

import java.text.Collator;
import java.util.Comparator;
import java.util.Locale;

/** In which order the cards stand. */
enum Sorting {
    SEEN,
    NAME,
    TRAFFIC,
    REFUSALS;

    Comparator<AppBook.Entry> comparator(Locale locale) {
        var byName = Comparator.comparing(AppBook.Entry::name, Collator.getInstance(locale))
                .thenComparing(AppBook.Entry::key);
        return switch (this) {
            case SEEN ->
                Comparator.comparingLong(AppBook.Entry::lastSeenMs).reversed().thenComparing(byName);
            case NAME -> byName;
            case TRAFFIC ->
                Comparator.comparingLong((AppBook.Entry entry) -> entry.bytesUp() + entry.bytesDown())
                        .reversed()
                        .thenComparing(byName);
            case REFUSALS ->
                Comparator.comparingInt(AppBook.Entry::refusals).reversed().thenComparing(byName);
        };
    }

    /** For text keys. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
