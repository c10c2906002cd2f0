package org.weir.ui.screen.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.weir.api.control.Rule;

class AppDefaultTest {
    private static final String CURL = "/usr/bin/curl";

    private static Rule rule(String id, @Nullable String app, @Nullable String domain, String action) {
        return new Rule(id, true, app, null, domain, null, null, null, action, null, null);
    }

    @Test
    void theRuleForTheAppAsAWholeIsItsDefault() {
        var rules = List.of(
                rule("r1", CURL, "lab.test", "block"),
                rule("r2", "wget", null, "block"),
                rule("r3", CURL, null, "inspect"),
                rule("r4", CURL, null, "pass"));
        var found = AppDefault.of(rules, CURL, "curl");
        assertThat(found.choice()).isEqualTo(AppDefault.Choice.INSPECT);
        assertThat(found.own()).isEqualTo(rules.get(2));
    }

    @Test
    void aRuleForMoreThanTheAppIsToldApart() {
        var rules = List.of(rule("r1", "cur*", null, "block"), rule("r2", null, null, "pass"));
        var found = AppDefault.of(rules, CURL, "curl");
        assertThat(found.choice()).isEqualTo(AppDefault.Choice.NONE);
        assertThat(found.wider()).isEqualTo(rules.getFirst());
    }

    @Test
    void whatIsSwitchedOffSaysNothing() {
        var rules = List.of(rule("r1", CURL, null, "block").withEnabled(false));
        assertThat(AppDefault.of(rules, CURL, "curl").choice()).isEqualTo(AppDefault.Choice.NONE);
    }

    @Test
    void aNewDefaultHidesNoNarrowerRuleAndIsHiddenByNoWiderOne() {
        var rules = List.of(
                rule("r1", CURL, "ads.test", "block"),
                rule("r2", null, "*.bank.test", "pass"),
                rule("r3", null, null, "block"));
        assertThat(AppDefault.place(rules, CURL, "curl")).isEqualTo(2);
        assertThat(AppDefault.place(rules.subList(0, 2), CURL, "curl")).isEqualTo(2);
        assertThat(AppDefault.place(List.of(), CURL, "curl")).isZero();
    }
}
