package org.weir.engine.policy;

import java.util.function.Predicate;

/** A pattern in which {@code *} is any text, also with slashes in it, and {@code ?} is any one character. Case counts. */
record Glob(String pattern, Predicate<String> test) {

    static Glob of(String pattern) {
        var star = pattern.indexOf('*');
        if (pattern.indexOf('?') >= 0 || star != pattern.lastIndexOf('*')) {
            return new Glob(pattern, text -> matches(pattern, text));
        }
        if (star < 0) {
            return new Glob(pattern, pattern::equals);
        }
        var prefix = pattern.substring(0, star);
        var suffix = pattern.substring(star + 1);
        return new Glob(
                pattern,
                text -> text.length() >= prefix.length() + suffix.length()
                        && text.startsWith(prefix)
                        && text.endsWith(suffix));
    }

    boolean matches(String text) {
        return test.test(text);
    }

    /** Whether the pattern means just itself. */
    boolean literal() {
        return pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0;
    }

    /** Goes back to the last star only, so the worst case is the product of both lengths. */
    private static boolean matches(String pattern, String text) {
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
