package org.weir.cli;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Rule;

/** Rules in words. */
final class RuleTexts {
    private RuleTexts() {}

    static String action(Rule rule) {
        return (rule.enabled() ? "" : "(off) ")
                + rule.action()
                + (rule.target() == null ? "" : " " + withoutPassword(rule.target()))
                + ("block".equals(rule.onRefusal()) ? ", block on refusal" : "");
    }

    static String conditions(Rule rule) {
        return conditions(
                "app", rule.app(),
                "user", rule.user(),
                "domain", rule.domain(),
                "cidr", rule.cidr(),
                "port", rule.port(),
                "protocol", rule.protocol());
    }

    /** @param all names and values by turns; what has no value is no condition */
    static String conditions(@Nullable String... all) {
        var words = new ArrayList<String>();
        for (var i = 0; i < all.length; i += 2) {
            if (all[i + 1] != null) {
                words.add(all[i] + " " + all[i + 1]);
            }
        }
        return words.isEmpty() ? "always" : String.join(", ", words);
    }

    /** A proxy's password has no business on a screen; --json has it. */
    private static String withoutPassword(String target) {
        var at = target.lastIndexOf('@');
        var scheme = target.indexOf("://");
        var colon = target.indexOf(':', scheme < 0 ? 0 : scheme + 3);
        return at > 0 && colon >= 0 && colon < at ? target.substring(0, colon) + ":***" + target.substring(at) : target;
    }
}
