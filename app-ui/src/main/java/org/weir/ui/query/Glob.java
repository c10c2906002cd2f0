package org.weir.ui.query;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Text patterns without regard to case: with {@code *} or {@code ?} the whole text must match, without them a piece of it.
 * Takes time proportional to pattern times text, whatever the pattern.
 */
public record Glob(String pattern, boolean whole) {
    static Glob of(String written) {
        var lower = written.toLowerCase(Locale.ROOT);
        return new Glob(lower, lower.indexOf('*') >= 0 || lower.indexOf('?') >= 0);
    }

    /** A pattern that has to match as a whole, also without a star. */
    public static Glob whole(String written) {
        return new Glob(written.toLowerCase(Locale.ROOT), true);
    }

    /** Whatever the case of its letters; nothing matches null. */
    public boolean matches(@Nullable String text) {
        if (text == null) {
            return false;
        }
        var lower = text.toLowerCase(Locale.ROOT);
        return whole ? matchesWhole(lower) : lower.contains(pattern);
    }

    private boolean matchesWhole(String text) {
        var p = 0;
        var t = 0;
        var star = -1;
        var resume = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
