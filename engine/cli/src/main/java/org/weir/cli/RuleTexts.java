package org.weir.cli;

import java.util.ArrayList;
import java.util.List;
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
        var all = new ArrayList<String>();
        add(all, "app", rule.app());
        add(all, "user", rule.user());
        add(all, "domain", rule.domain());
        add(all, "cidr", rule.cidr());
        add(all, "port", rule.port());
        add(all, "protocol", rule.protocol());
        return all.isEmpty() ? "always" : String.join(", ", all);
    }

    /** A proxy's password has no business on a screen; --json has it. */
    private static String withoutPassword(String target) {
        var at = target.lastIndexOf('@');
        var scheme = target.indexOf("://");
        var colon = target.indexOf(':', scheme < 0 ? 0 : scheme + 3);
        return at > 0 && colon >= 0 && colon < at ? target.substring(0, colon) + ":***" + target.substring(at) : target;
    }

    private static void add(List<String> all, String name, @Nullable String value) {
        if (value != null) {
            all.add(name + " " + value);
        }
    }
}
