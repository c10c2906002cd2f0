package org.weir.ui.screen.trust;

import java.util.Locale;
import org.kordamp.ikonli.feather.Feather;

/** How an authority stands in a store, by the words of {@code weir trust list}. */
enum StoreState {
    ABSENT(Feather.CIRCLE, "tone-quiet"),
    PRESENT(Feather.ALERT_TRIANGLE, "tone-warning"),
    TRUSTED(Feather.CHECK, "tone-good"),
    VERIFIED(Feather.CHECK_CIRCLE, "tone-good"),
    REMOVED_BY_YOU(Feather.MINUS_CIRCLE, "tone-quiet"),
    INTERRUPTED(Feather.ALERT_TRIANGLE, "tone-bad"),
    /** A word that this window does not know: a newer {@code weir}. */
    UNKNOWN(Feather.HELP_CIRCLE, "tone-quiet");

    private final Feather icon;
    private final String tone;

    StoreState(Feather icon, String tone) {
        this.icon = icon;
        this.tone = tone;
    }

    static StoreState of(String word) {
        for (var each : values()) {
            if (each.word().equals(word)) {
                return each;
            }
        }
        return UNKNOWN;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Feather icon() {
        return icon;
    }

    String tone() {
        return tone;
    }

    boolean isTrusted() {
        return this == TRUSTED || this == VERIFIED;
    }

    /** Whether there is something to take out. */
    boolean isThere() {
        return isTrusted() || this == PRESENT || this == INTERRUPTED;
    }
}
