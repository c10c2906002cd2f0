package org.weir.ui.screen.rules;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Rule;
import org.weir.ui.query.Glob;

/**
 * Which connection rules can never decide, because an earlier one matches all that they match. Says so only where it is
 * certain: two user names may be one uid, and two rules together may hide a third; neither is looked for. Pure.
 */
final class Shadows {
    private Shadows() {}

    /** The id of a rule that hides it, by the id of each rule that is hidden. Rules that are not enabled do neither. */
    static Map<String, String> of(List<Rule> rules) {
        Map<String, String> hidden = new HashMap<>();
        for (var i = 1; i < rules.size(); i++) {
            var rule = rules.get(i);
            if (rule.enabled()) {
                rules.subList(0, i).stream()
                        .filter(earlier -> earlier.enabled() && covers(earlier, rule))
                        .findFirst()
                        .ifPresent(earlier -> hidden.put(rule.id(), earlier.id()));
            }
        }
        return hidden;
    }

    private static boolean covers(Rule earlier, Rule later) {
        return app(earlier.app(), later.app())
                && same(earlier.user(), later.user())
                && domain(earlier.domain(), later.domain())
                && Networks.covers(earlier.cidr(), later.cidr())
                && Ports.covers(earlier.port(), later.port())
                && same(protocol(earlier.protocol()), protocol(later.protocol()));
    }

    private static boolean same(@Nullable String wide, @Nullable String narrow) {
        return wide == null || wide.equalsIgnoreCase(narrow);
    }

    /** Every connection is TCP. */
    private static @Nullable String protocol(@Nullable String word) {
        return "tcp".equalsIgnoreCase(word) ? null : word;
    }

    private static boolean app(@Nullable String wide, @Nullable String narrow) {
        if (wide == null || wide.equals(narrow)) {
            return true;
        }
        if (narrow == null || isPattern(narrow)) {
            return false;
        }
        var path = narrow.indexOf('/') >= 0;
        if (wide.indexOf('/') >= 0) {
            return path && Glob.whole(wide).matches(narrow);
        }
        return Glob.whole(wide).matches(path ? narrow.substring(narrow.lastIndexOf('/') + 1) : narrow);
    }

    private static boolean isPattern(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
    }

    /** A star alone is every name; one before a suffix every name below it, at any depth, but not the suffix itself. */
    private static boolean domain(@Nullable String wide, @Nullable String narrow) {
        if (wide == null) {
            return true;
        }
        if (narrow == null) {
            return false;
        }
        if (wide.equals("*") || wide.equalsIgnoreCase(narrow)) {
            return true;
        }
        return wide.startsWith("*.")
                && narrow.toLowerCase(Locale.ROOT).endsWith(wide.substring(1).toLowerCase(Locale.ROOT));
    }
}
