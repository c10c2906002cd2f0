package org.weir.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weir.api.control.Rule;
import org.weir.api.control.Rules;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcException;
import org.weir.engine.policy.UserLookup;
import org.weir.engine.store.rules.RuleStore;

class StoredRulesTest {
    @TempDir
    private Path folder;

    private StoredRules rules;

    @BeforeEach
    void open() {
        rules = new StoredRules(new RuleStore(folder.resolve("s/rules.json"), UserLookup.NONE), UserLookup.NONE);
    }

    private static Rule rule(String app, String domain, String action) {
        return new Rule("", true, app, null, domain, null, null, null, action, null, null);
    }

    private static Rules.TestParams ask(String app, String host, String protocol) {
        return new Rules.TestParams(app, null, host, null, null, protocol);
    }

    @Test
    void whichRuleWouldWin() throws Exception {
        rules.add(rule("curl", null, "pass"), null);
        rules.add(rule(null, "*.lab.test", "block"), null);
        var curl = rules.test(ask("/usr/bin/curl", "web.lab.test", "tls"));
        assertThat(curl).isEqualTo(new Rules.TestResult("pass", "r1", "rule r1: app curl", true, false));
        assertThat(rules.test(ask("wget", "Web.lab.test.", "tls")).rule()).isEqualTo("r2");
        assertThat(rules.test(ask("wget", null, null)))
                .isEqualTo(new Rules.TestResult("pass", null, "no rule matched", false, false));
    }

    @Test
    void whoseQuicIsRefused() throws Exception {
        rules.add(rule("ssh", null, "pass"), null);
        rules.add(rule("firefox", "*.lab.test", "inspect"), null);
        assertThat(rules.test(ask("/usr/bin/firefox", "elsewhere.test", null)).quicRefused())
                .isTrue();
        assertThat(rules.test(ask("/usr/bin/curl", "web.lab.test", null)).quicRefused())
                .isFalse();
        rules.add(rule(null, null, "inspect"), null);
        assertThat(rules.test(ask("/usr/bin/curl", null, null)).quicRefused()).isTrue();
        assertThat(rules.test(ask("/usr/bin/ssh", null, null)).quicRefused()).isFalse();
    }

    @Test
    void errorsHaveTheirNumbers() throws Exception {
        assertError(
                ErrorCode.INVALID_PARAMS,
                "action: unknown action 'alow' (pass, block, reroute, inspect)",
                () -> rules.add(rule("a", null, "alow"), null));
        assertError(ErrorCode.NOT_FOUND, "there is no rule r9", () -> rules.remove("r9"));
        assertError(ErrorCode.NOT_FOUND, "there is no rule r9", () -> rules.move("r9", 0));
        assertError(ErrorCode.INVALID_PARAMS, "protocol: unknown protocol 'x'", () -> rules.test(ask("a", null, "x")));
        assertError(ErrorCode.INVALID_PARAMS, "host: 'a b' is no name", () -> rules.test(ask("a", "a b", null)));
        Files.writeString(folder.resolve("s"), "in the way");
        assertThatThrownBy(() -> rules.add(rule("a", null, "pass"), null))
                .isInstanceOfSatisfying(
                        RpcException.class,
                        e -> assertThat(e.error().code()).isEqualTo(ErrorCode.STORAGE_FAILED.number()));
        assertThat(rules.list().rules()).as("applied all the same").hasSize(1);
        assertThat(rules.list().problems()).hasSize(1);
    }

    private static void assertError(
            ErrorCode code, String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.error().code()).isEqualTo(code.number()))
                .hasMessage(message);
    }
}
