package org.weir.engine.store.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.weir.engine.Fuzz;
import org.weir.engine.http.edit.EditRule;
import org.weir.engine.http.edit.RuleFiles;
import org.weir.engine.policy.CompiledRule;
import org.weir.engine.policy.UserLookup;

/** rules.json, mutated: a list of rules that can be written and read back, or a mistake with its place. Nothing else. */
class RulesFuzzTest {
    private static final RuleFiles NO_FILES = file -> {
        throw new IOException("there is no " + file);
    };

    private static final List<byte[]> CORPUS = Stream.of("""
                    {"version":1,"rules":[
                     {"id":"r1","enabled":false,"app":"/usr/bin/x*","user":1000,"domain":"*.lab.test","cidr":"2001:db8::/32",
                      "port":"443,8000-8100","protocol":"tls","action":"block","note":"n"},
                     {"app":"git","action":"reroute","target":"socks5://u:p@[::1]:1080"},
                     {"domain":"*","action":"inspect","on_refusal":"block"},{"cidr":"192.0.2.0/24","action":"pass"}]}
                    """, """
                    {"version":1,"rules":[],"http":[
                     {"id":"h1","app":"curl","url":"*/a*?q=*","method":"GET,POST","content_type":"text/html","actions":[
                      {"action":"set-request-header","name":"X","value":"1"},{"action":"replace-response","find":"(a|b)+","value":"$1","regex":true},
                      {"action":"inject-style","body":"p{}"},{"action":"map","target":"h:1"},
                      {"action":"redirect","status":307,"target":"https://h/$1"}]},
                     {"id":"h2","enabled":false,"actions":[{"action":"answer","status":404,"headers":[{"name":"A","value":"b"}],"file":"/x"}]},
                     {"id":"h3","actions":[{"action":"block"}]}]}
                    """)
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toList();

    private static final List<byte[]> WORDS = Stream.of(
                    "{",
                    "}",
                    "[",
                    "]",
                    ",",
                    ":",
                    "\"",
                    "null",
                    "true",
                    "1e999",
                    "-1",
                    "999999999",
                    "\\u0000",
                    "\\ud800",
                    "\"app\":",
                    "\"http\":",
                    "\"action\":",
                    "\"version\":1",
                    "\"r999999999\"",
                    "*",
                    "**",
                    "(((",
                    "$9",
                    "[::1]",
                    "/33",
                    "-65536",
                    "\u00fc",
                    "\ufeff")
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toList();

    @Test
    void goodOrBadAndNothingElse() {
        Fuzz.run("rules.json", CORPUS, WORDS, RulesFuzzTest::read);
    }

    private static void read(byte[] input) throws Exception {
        RulesFile.Content content;
        try {
            content = RulesFile.read(input, UserLookup.NONE, NO_FILES);
        } catch (BadRulesException e) {
            assertThat(e.line()).isPositive();
            assertThat(e.getMessage()).isNotBlank();
            return;
        }
        var written = written(content);
        var again = RulesFile.read(written, UserLookup.NONE, NO_FILES);
        assertThat(Arrays.equals(written(again), written))
                .as("written and read back")
                .isTrue();
    }

    private static byte[] written(RulesFile.Content content) {
        return RulesFile.write(
                content.rules().stream().map(CompiledRule::rule).toList(),
                content.http().stream().map(EditRule::rule).toList());
    }
}
