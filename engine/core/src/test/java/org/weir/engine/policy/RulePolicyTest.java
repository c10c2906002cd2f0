package org.weir.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weir.api.control.Rule;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.flow.Decision.Action;
import org.weir.engine.flow.Decision.Target;
import org.weir.engine.flow.Sniffed;
import org.weir.engine.flow.Sniffed.Protocol;

class RulePolicyTest {

    private static AppIdentity app(String executable, String script) {
        return new AppIdentity(
                1,
                1,
                1000,
                "u",
                "comm",
                executable,
                false,
                List.of(),
                script,
                1,
                null,
                false,
                AppIdentity.Attribution.FULL);
    }

    private static Question question(AppIdentity app, String address, int port, Protocol protocol, String host) {
        return new Question(app, InetAddress.ofLiteral(address), port, new Sniffed(protocol, host, List.of()));
    }

    private static Rule rule(
            String app,
            String user,
            String domain,
            String cidr,
            String port,
            String protocol,
            String action,
            String target) {
        return new Rule("r1", true, app, user, domain, cidr, port, protocol, action, target, null);
    }

    @ParameterizedTest
    @CsvSource({
        "python3.11, true",
        "python3*, true",
        "x.py, true",
        "X.py, false",
        "/home/u/x.py, true",
        "/usr/bin/python3.11, true",
        "/usr/bin/*, true",
        "/home/*.py, true",
        "*/x.py, true",
        "python3, false",
        "comm, false",
        "python?.11, true",
    })
    void apps(String pattern, boolean matches) throws Exception {
        var policy =
                RulePolicy.of(List.of(rule(pattern, null, null, null, null, null, "block", null)), UserLookup.NONE);
        var q = question(app("/usr/bin/python3.11", "/home/u/x.py"), "192.0.2.1", 1, Protocol.UNKNOWN, null);
        assertThat(policy.decide(q).word()).isEqualTo(matches ? "block" : "pass");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "web.lab.test, web.lab.test, true",
                "WEB.lab.test., web.lab.test, true",
                "web.lab.test, a.web.lab.test, false",
                "*.lab.test, web.lab.test, true",
                "*.lab.test, a.b.lab.test, true",
                "*.lab.test, lab.test, false",
                "*.lab.test, xlab.test, false",
                "*, web, true",
                "*, -, false",
                "b\u00fccher.example, xn--bcher-kva.example, true",
            })
    void domains(String pattern, String host, boolean matches) throws Exception {
        var policy =
                RulePolicy.of(List.of(rule(null, null, pattern, null, null, null, "block", null)), UserLookup.NONE);
        var q = question(AppIdentity.UNKNOWN, "192.0.2.1", 443, Protocol.TLS, host);
        assertThat(policy.decide(q).word()).isEqualTo(matches ? "block" : "pass");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.99/24, 192.0.2.1, true",
        "0.0.0.0/0, 255.1.1.1, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 192.0.2.1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "2001:db8::/65, 2001:db8::7fff:0:0:1, true",
        "2001:db8::/65, 2001:db8::8000:0:0:1, false",
        "2001:db8::5, 2001:db8::5, true",
        "::ffff:192.0.2.0/120, 192.0.2.9, true",
    })
    void networks(String cidr, String address, boolean matches) throws Exception {
        var policy = RulePolicy.of(List.of(rule(null, null, null, cidr, null, null, "block", null)), UserLookup.NONE);
        var q = question(AppIdentity.UNKNOWN, address, 443, Protocol.UNKNOWN, null);
        assertThat(policy.decide(q).word()).isEqualTo(matches ? "block" : "pass");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "app |  | pass | - | app: empty",
                "user | 4294967295 | pass | - | user: '4294967295': uids are 0 to 4294967294",
                "domain | a*.test | pass | - | domain: 'a*.test' is no name, *.suffix or *",
                "cidr | 10.1 | pass | - | cidr: '10.1' is no IPv4 or IPv6 address or network",
                "cidr | 10.0.0.0/33 | pass | - | cidr: '10.0.0.0/33': the prefix is 0 to 32",
                "cidr | 10.0.0.0/ | pass | - | cidr: '10.0.0.0/': the prefix is no number",
                "cidr | localhost | pass | - | cidr: 'localhost' is no IPv4 or IPv6 address or network",
                "cidr | fe80::1%lo | pass | - | cidr: 'fe80::1%lo' is no IPv4 or IPv6 address or network",
                "port | 0 | pass | - | port: '0': ports are 1 to 65535",
                "port | 90-80 | pass | - | port: '90-80': 90 is above 80",
                "port | 1,,2 | pass | - | port: '1,,2' is no port, range (8000-8100) or comma list of them",
                "protocol | https | pass | - | protocol: unknown protocol 'https'",
                "app | a | alow | - | action: unknown action 'alow' (pass, block, reroute, inspect)",
                "app | a | pass | h:1 | target: only reroute has a target",
                "app | a | reroute | - | target: reroute needs a target",
                "app | a | reroute | host | target: 'host' is not host:port",
                "app | a | reroute | 2001:db8::1:80 | target: '2001:db8::1:80' is not host:port",
                "app | a | reroute | h:0 | target: 'h:0': ports are 1 to 65535",
                "app | a | reroute | ftp://h:1 | target: 'ftp://h:1' is not host:port",
                "app | a | reroute | http://u:secret@h | target: 'http://...@h' is not host:port",
                "app | a | reroute | socks5://u@h:1 | target: user and password of SOCKS5",
            })
    void mistakes(String field, String value, String action, String target, String message) {
        var text = value == null ? "" : value;
        var rule = rule(
                field.equals("app") ? text : null,
                field.equals("user") ? text : null,
                field.equals("domain") ? text : null,
                field.equals("cidr") ? text : null,
                field.equals("port") ? text : null,
                field.equals("protocol") ? text : null,
                action,
                target);
        assertThatThrownBy(() -> CompiledRule.compile(rule, UserLookup.NONE))
                .isInstanceOf(RuleException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void targets() throws Exception {
        assertThat(Targets.parse("Web.lab.test:80")).isEqualTo(new Target.Direct("web.lab.test", 80));
        assertThat(Targets.parse("[2001:DB8::1]:80")).isEqualTo(new Target.Direct("2001:db8::1", 80));
        assertThat(Targets.parse("http://p.test:3128/")).isEqualTo(new Target.HttpConnect("p.test", 3128, null));
        assertThat(Targets.parse("http://u:p%40%3a@p.test:3128"))
                .isEqualTo(new Target.HttpConnect("p.test", 3128, "u:p@:"));
        assertThat(Targets.parse("socks5://u:p@[::1]:1080")).isEqualTo(new Target.Socks5("::1", 1080, "u:p"));
    }

    @Test
    void aUserIsMeantByUidWhereTheSystemKnowsTheName() throws Exception {
        var policy = RulePolicy.of(List.of(rule(null, "v", null, null, null, null, "block", null)), Randoms.USERS);
        var byName = new AppIdentity(
                1, 1, 1000, "v", "", "/a", false, List.of(), null, 1, null, false, AppIdentity.Attribution.FULL);
        var byUid = new AppIdentity(
                1, 1, 1001, "w", "", "/a", false, List.of(), null, 1, null, false, AppIdentity.Attribution.FULL);
        var onlyName = new AppIdentity(
                1, 1, -1, "v", "", "/a", false, List.of(), null, 1, null, false, AppIdentity.Attribution.FULL);
        assertThat(policy.decide(question(byName, "::1", 1, Protocol.UNKNOWN, null))
                        .word())
                .isEqualTo("pass");
        assertThat(policy.decide(question(byUid, "::1", 1, Protocol.UNKNOWN, null))
                        .word())
                .isEqualTo("block");
        assertThat(policy.decide(question(onlyName, "::1", 1, Protocol.UNKNOWN, null))
                        .word())
                .isEqualTo("block");
    }

    @Test
    void theFirstMatchWinsAndSaysWhy() throws Exception {
        var policy = RulePolicy.of(
                List.of(
                        new Rule("r1", false, "curl", null, null, null, null, null, "block", null, null),
                        new Rule("r2", true, "curl", null, "*.lab.test", null, "443", "tls", "inspect", null, null),
                        new Rule("r3", true, null, null, null, null, null, "tcp", "block", null, null)),
                UserLookup.NONE);
        var curl = app("/usr/bin/curl", null);
        var first = policy.decide(question(curl, "192.0.2.1", 443, Protocol.TLS, "web.lab.test"));
        assertThat(first.action()).isEqualTo(new Action.Inspect(false));
        assertThat(first.ruleId()).isEqualTo("r2");
        assertThat(first.reason()).isEqualTo("rule r2: app curl, domain *.lab.test, port 443, protocol tls");
        var second = policy.decide(question(curl, "192.0.2.1", 80, Protocol.HTTP, "web.lab.test"));
        assertThat(second.ruleId()).isEqualTo("r3");
        assertThat(policy.hits("r2")).isEqualTo(1);
        assertThat(policy.hits("r3")).isEqualTo(1);
        assertThat(policy.hits("r1")).isZero();
    }

    @Test
    void nothingMatches() throws Exception {
        var none = RulePolicy.of(List.of(), UserLookup.NONE);
        var decision = none.decide(question(AppIdentity.UNKNOWN, "::1", 1, Protocol.UNKNOWN, null));
        assertThat(decision.word()).isEqualTo("pass");
        assertThat(decision.ruleId()).isNull();
        assertThat(decision.reason()).isEqualTo("no rule matched");
    }

    /** Five thousand rules cost a decision no more than a handful: those of other apps and domains are not looked at. */
    @Test
    void longListsAreNotScanned() throws Exception {
        var rules = new ArrayList<CompiledRule>();
        for (var i = 0; i < 2_500; i++) {
            rules.add(CompiledRule.compile(
                    rule("app" + i, null, null, null, null, null, "block", null), UserLookup.NONE));
            rules.add(CompiledRule.compile(
                    rule(null, null, "*.d" + i + ".test", null, null, null, "block", null), UserLookup.NONE));
        }
        var looked = new int[1];
        var index = new RuleIndex(rules);
        index.first(AppFacts.of(app("/usr/bin/app7", null)), "a.b.d9.test", i -> {
            looked[0]++;
            return false;
        });
        assertThat(looked[0]).isEqualTo(2);
    }
}
