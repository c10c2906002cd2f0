package org.weir.ui.screen.apps;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Rule;
import org.weir.ui.query.Glob;

/**
 * What becomes of connections of an app that no narrower rule names. Pure.
 *
 * @param choice what is chosen for this very app
 * @param own the rule that says so, or null
 * @param wider a rule for more than this app that decides when there is no own one, or null
 */
record AppDefault(
        Choice choice, @Nullable Rule own, @Nullable Rule wider) {
    /** What can be chosen. */
    enum Choice {
        /** No rule of its own. */
        NONE,
        INSPECT,
        PASS,
        BLOCK;

        /** For text keys and, except {@link #NONE}, the action of a rule. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param key what a rule about this app names: path of script or executable, else the name */
    static AppDefault of(List<Rule> rules, String key, String name) {
        Rule own = null;
        Rule wider = null;
        for (var rule : rules) {
            if (!rule.enabled() || !isGeneral(rule)) {
                continue;
            }
            if (own == null && key.equals(rule.app()) && choice(rule) != Choice.NONE) {
                own = rule;
            } else if (wider == null && matches(rule, key, name)) {
                wider = rule;
            }
        }
        return new AppDefault(own == null ? Choice.NONE : choice(own), own, wider);
    }

    /** Where a new rule for the whole app belongs: behind all narrower ones, before those that would hide it. */
    static int place(List<Rule> rules, String key, String name) {
        for (var i = 0; i < rules.size(); i++) {
            var rule = rules.get(i);
            if (rule.enabled() && isGeneral(rule) && matches(rule, key, name)) {
                return i;
            }
        }
        return rules.size();
    }

    /** Whether a rule asks for nothing but the app. */
    private static boolean isGeneral(Rule rule) {
        return rule.user() == null
                && rule.domain() == null
                && rule.cidr() == null
                && rule.port() == null
                && (rule.protocol() == null || rule.protocol().equalsIgnoreCase("tcp"));
    }

    private static boolean matches(Rule rule, String key, String name) {
        var pattern = rule.app();
        if (pattern == null) {
            return true;
        }
        if (pattern.indexOf('/') >= 0) {
            return Glob.whole(pattern).matches(key);
        }
        var glob = Glob.whole(pattern);
        return glob.matches(name) || glob.matches(Identity.baseName(key));
    }

    private static Choice choice(Rule rule) {
        return switch (rule.action()) {
            case "inspect" -> Choice.INSPECT;
            case "pass" -> Choice.PASS;
            case "block" -> Choice.BLOCK;
            default -> Choice.NONE;
        };
    }
}
