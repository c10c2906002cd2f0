package org.weir.engine.store;

import java.util.Locale;

/**
 * A pattern of {@code *} (any number of characters) and {@code ?} (one), case-insensitive. Matches in at most pattern
 * times text steps, whatever the pattern: the user's, or a hostile client's.
 */
public final class Glob {
    private final String pattern;

    public Glob(String pattern) {
        this.pattern = pattern.toLowerCase(Locale.ROOT);
    }

    public boolean matches(String value) {
        var text = value.toLowerCase(Locale.ROOT);
        var p = 0;
        var t = 0;
        var star = -1;
        var starText = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                starText = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                // The last star takes one character more; earlier stars never need to be tried again.
                p = star + 1;
                t = ++starText;
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
