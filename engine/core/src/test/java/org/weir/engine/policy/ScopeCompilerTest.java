package org.weir.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.api.control.Rule;
import org.weir.api.interceptor.ScopeEntry;

class ScopeCompilerTest {

    private static ScopeCompiler.Compiled compile(List<Rule> rules) throws RuleException {
        return ScopeCompiler.compile(RulePolicy.of(rules, Randoms.USERS).rules());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {201, 202, 203, 204, 205, 206, 207, 208})
    void whatTheKernelExcludesIsPassedWhateverItSays(long seed) throws Exception {
        var randoms = new Randoms(seed);
        var sniffs = Randoms.everySniff();
        var excluded = 0;
        for (var round = 0; round < 400; round++) {
            var rules = randoms.rules(randoms.below(8));
            var policy = RulePolicy.of(rules, Randoms.USERS);
            var scope = ScopeCompiler.compile(policy.rules());
            for (var i = 0; i < 20; i++) {
                var question = randoms.early();
                if (KernelModel.captures(scope.entries(), question)) {
                    continue;
                }
                excluded++;
                for (var sniffed : sniffs) {
                    assertThat(policy.explain(Randoms.late(question, sniffed)).word())
                            .as("seed %d round %d: %s, %s, %s, %s", seed, round, rules, scope, question, sniffed)
                            .isEqualTo("pass");
                }
            }
        }
        assertThat(excluded).as("the property must have been tried").isGreaterThan(500);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {301, 302, 303, 304})
    void whatIsSaidOfQuicIsWhatTheKernelDoes(long seed) throws Exception {
        var randoms = new Randoms(seed);
        var refused = 0;
        for (var round = 0; round < 400; round++) {
            var rules = randoms.rules(randoms.below(8));
            var scope =
                    ScopeCompiler.compile(RulePolicy.of(rules, Randoms.USERS).rules());
            for (var i = 0; i < 20; i++) {
                var asked = randoms.early();
                var quic = new Question(asked.app(), asked.address(), 443, null);
                var refuses = KernelModel.refusesUdp(scope.entries(), quic);
                assertThat(scope.refusesQuic(asked))
                        .as("seed %d round %d: %s, %s, %s", seed, round, rules, scope, quic)
                        .isEqualTo(refuses);
                refused += refuses ? 1 : 0;
            }
        }
        assertThat(refused).as("the property must have been tried").isGreaterThan(200);
    }

    private static ScopeEntry refuse(List<String> cidrs, List<Long> uids, List<ScopeEntry.App> apps) {
        return new ScopeEntry(
                ScopeEntry.Action.REFUSE,
                ScopeEntry.Protocol.UDP,
                List.of(new ScopeEntry.Ports(443, 443)),
                cidrs,
                uids,
                apps,
                List.of());
    }

    @Test
    void anInspectRuleRefusesQuicOfTheSameAppUserAndAddress() throws Exception {
        assertThat(compile(List.of(rule("r1", "firefox*", "u", "192.0.2.0/24", "80,443", "inspect")))
                        .entries())
                .containsExactly(
                        refuse(List.of("192.0.2.0/24"), List.of(1000L), List.of(ScopeEntry.App.name("firefox*"))),
                        ScopeEntry.includeTcp());
    }

    @Test
    void aRuleForADomainRefusesQuicToEveryDestinationBecauseNamesAreUnknownThere() throws Exception {
        var named = new Rule("r1", true, null, null, "*.lab.test", null, null, "tls", "inspect", null, null);
        assertThat(compile(List.of(named)).entries())
                .containsExactly(refuse(List.of(), List.of(), List.of()), ScopeEntry.includeTcp());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"-, -, -", "*.lab.test, -, -", "-, 443, -", "*.lab.test, -, tls"})
    void aBlockedAppDoesNotGoAroundTheRuleByQuic(String domain, String port, String protocol) throws Exception {
        var rule = new Rule("r1", true, "firefox", null, domain, null, port, protocol, "block", null, null);
        var scope = compile(List.of(rule));
        assertThat(scope.entries())
                .containsExactly(
                        refuse(List.of(), List.of(), List.of(ScopeEntry.App.name("firefox"))), ScopeEntry.includeTcp());
    }

    @Test
    void aBlockedAddressRefusesQuicThereToAll() throws Exception {
        assertThat(compile(List.of(rule("r1", null, null, "192.0.2.0/24", null, "block")))
                        .entries())
                .containsExactly(refuse(List.of("192.0.2.0/24"), List.of(), List.of()), ScopeEntry.includeTcp());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"*.lab.test, -, -", "*.lab.test, u, -", "-, -, tls"})
    void toBlockANameForAllAppsTakesNoAppsQuic(String domain, String user, String protocol) throws Exception {
        var rule = new Rule("r1", true, null, user, domain, null, null, protocol, "block", null, null);
        assertThat(compile(List.of(rule)).entries()).containsExactly(ScopeEntry.includeTcp());
    }

    @Test
    void anEarlierPassRuleKeepsItsAppsQuic() throws Exception {
        var entries = compile(List.of(
                        rule("r1", "/usr/bin/curl", null, null, null, "pass"),
                        rule("r2", null, null, null, null, "inspect")))
                .entries();
        assertThat(entries).element(0).extracting(ScopeEntry::action).isEqualTo(ScopeEntry.Action.EXCLUDE);
        assertThat(entries).element(0).extracting(ScopeEntry::protocol).isEqualTo(ScopeEntry.Protocol.ANY);
        assertThat(entries).element(1).isEqualTo(refuse(List.of(), List.of(), List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "80, -, inspect",
                "-, http, inspect",
                "-, ssh, inspect",
                "80, -, block",
                "-, ssh, block",
                "443, -, reroute",
                "443, -, pass"
            })
    void otherRulesLeaveQuicAlone(String port, String protocol, String action) throws Exception {
        var target = action.equals("reroute") ? "192.0.2.1:443" : null;
        var rule = new Rule("r1", true, "curl", null, null, null, port, protocol, action, target, null);
        assertThat(compile(List.of(rule)).entries()).noneMatch(entry -> entry.action() == ScopeEntry.Action.REFUSE);
    }

    private static Rule rule(String id, String app, String user, String cidr, String port, String action) {
        return new Rule(id, true, app, user, null, cidr, port, null, action, null, null);
    }

    @Test
    void noRulesCaptureAllTcp() throws Exception {
        assertThat(compile(List.of()).entries()).containsExactly(ScopeEntry.includeTcp());
    }

    @Test
    void aPassRuleBecomesOneExclude() throws Exception {
        var scope = compile(List.of(rule("r1", "/usr/bin/curl", "u", "192.0.2.77/24", "80,8000-8100", "pass")));
        assertThat(scope.ruleIds()).containsExactly("r1");
        assertThat(scope.entries())
                .containsExactly(
                        new ScopeEntry(
                                ScopeEntry.Action.EXCLUDE,
                                ScopeEntry.Protocol.ANY,
                                List.of(new ScopeEntry.Ports(80, 80), new ScopeEntry.Ports(8000, 8100)),
                                List.of("192.0.2.0/24"),
                                List.of(1000L),
                                List.of(ScopeEntry.App.path("/usr/bin/curl")),
                                List.of()),
                        ScopeEntry.includeTcp());
    }

    /** An earlier rule and a pass rule behind it; whether the latter may be compiled. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "curl, -, -, -, wget, -, -, -, true",
                "curl, -, -, -, curl, -, -, -, false",
                "x.py, -, -, -, curl, -, -, -, true",
                "x.py, -, -, -, python3, -, -, -, false",
                "/home/u/x.py, -, -, -, /usr/bin/python3.11, -, -, -, false",
                "/usr/bin/wget, -, -, -, curl, -, -, -, true",
                "/opt/curl, -, -, -, curl, -, -, -, false",
                "*, -, -, -, curl, -, -, -, false",
                "curl, -, -, -, c*, -, -, -, false",
                "-, u, -, -, -, v, -, -, true",
                "-, u, -, -, -, 1000, -, -, false",
                "-, ghost, -, -, -, v, -, -, false",
                "-, -, 10.0.0.0/8, -, -, -, 192.0.2.0/24, -, true",
                "-, -, 10.0.0.0/8, -, -, -, 10.1.0.0/16, -, false",
                "-, -, 10.1.0.0/16, -, -, -, 10.0.0.0/8, -, false",
                "-, -, 10.1.0.0/16, -, -, -, 2001:db8::/32, -, true",
                "-, -, 10.1.0.0/16, -, -, -, ::/0, -, false",
                "-, -, -, 443, -, -, -, 80, true",
                "-, -, -, 443, -, -, -, 400-500, false",
                "-, -, -, 443, curl, -, -, -, false",
            })
    void earlierRules(
            String app,
            String user,
            String cidr,
            String port,
            String app2,
            String user2,
            String cidr2,
            String port2,
            boolean may)
            throws Exception {
        for (var action : List.of("block", "inspect")) {
            var scope = compile(
                    List.of(rule("r1", app, user, cidr, port, action), rule("r2", app2, user2, cidr2, port2, "pass")));
            assertThat(scope.ruleIds().contains("r2")).as(action).isEqualTo(may);
        }
        var afterPass = compile(
                List.of(rule("r1", app, user, cidr, port, "pass"), rule("r2", app2, user2, cidr2, port2, "pass")));
        assertThat(afterPass.ruleIds().contains("r2")).isEqualTo(!"::/0".equals(cidr2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c?rl", "a[b]", "a\\b", "caf\u00e9", "a*b*c*d", "a b"})
    void patternsThatTheKernelCouldReadInAnotherWayAreNotCompiled(String app) throws Exception {
        assertThat(compile(List.of(rule("r1", app, null, null, null, "pass"))).ruleIds())
                .isEmpty();
    }

    @Test
    void limitsAreRespectedByNotCompiling() throws Exception {
        assertThat(compile(List.of(rule("r1", "a".repeat(128), null, null, null, "pass")))
                        .ruleIds())
                .isEmpty();
        assertThat(compile(List.of(rule("r1", "a".repeat(127), null, null, null, "pass")))
                        .ruleIds())
                .hasSize(1);
        assertThat(compile(List.of(rule("r1", null, null, null, "1,2,3,4,5,6,7,8,9", "pass")))
                        .ruleIds())
                .isEmpty();
        assertThat(compile(List.of(rule("r1", null, "ghost", null, null, "pass")))
                        .ruleIds())
                .isEmpty();
        var many = new ArrayList<Rule>();
        for (var i = 1; i <= 400; i++) {
            many.add(rule("r" + i, null, null, null, String.valueOf(i), "pass"));
        }
        assertThat(compile(many).entries()).hasSize(ScopeEntry.MAX_ENTRIES).endsWith(ScopeEntry.includeTcp());
    }

    @Test
    void rulesThatNeedANameAreNotCompiled() throws Exception {
        var named = new Rule("r1", true, "curl", null, "*.lab.test", null, null, null, "pass", null, null);
        var spoken = new Rule("r2", true, "curl", null, null, null, null, "tls", "pass", null, null);
        assertThat(compile(List.of(named, spoken)).ruleIds()).isEmpty();
    }
}
