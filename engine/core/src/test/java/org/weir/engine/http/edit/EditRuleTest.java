package org.weir.engine.http.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weir.engine.http.edit.RulesByHand.FILES;
import static org.weir.engine.http.edit.RulesByHand.FLOW;
import static org.weir.engine.http.edit.RulesByHand.compiled;
import static org.weir.engine.http.edit.RulesByHand.forwarded;
import static org.weir.engine.http.edit.RulesByHand.get;
import static org.weir.engine.http.edit.RulesByHand.ok;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.api.control.HttpAction;
import org.weir.api.control.HttpRule;
import org.weir.engine.http.Headers;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.RequestHead.Version;
import org.weir.engine.policy.RuleException;
import org.weir.engine.policy.UserLookup;

/** What compiles, and what a rule that does not says. */
class EditRuleTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'actions':[]}|actions: missing",
                "{'actions':[{}]}|actions[0].action: missing",
                "{'actions':[{'action':'x'}]}|actions[0].action: unknown action 'x'",
                "{'actions':[{'action':'block'},{'action':'block'}]}|actions[1].action: nothing can come after block",
                "{'actions':[{'action':'block','name':'x'}]}|actions[0].name: means nothing for block",
                "{'actions':[{'action':'set-request-header','name':'a b','value':'c'}]}|actions[0].name: 'a b' is no header",
                "{'actions':[{'action':'set-request-header','name':':path','value':'c'}]}|actions[0].name: ':path' is no",
                "{'actions':[{'action':'set-request-header','name':'Content-Length','value':'1'}]}|actions[0].name: Content-",
                "{'actions':[{'action':'set-request-header','name':'A','value':'a\\r\\nb'}]}|actions[0].value: has characters",
                "{'actions':[{'action':'set-request-header','name':'A'}]}|actions[0].value: missing",
                "{'actions':[{'action':'remove-request-header','name':'Host'}]}|actions[0].name: Host can only be set",
                "{'actions':[{'action':'redirect','target':'https://x/$1'}]}|actions[0].target: $1: there are only 0 parts",
                "{'actions':[{'action':'redirect','status':200,'target':'x'}]}|actions[0].status: 200 is none of",
                "{'actions':[{'action':'answer','status':99}]}|actions[0].status: 99 is not from 200",
                "{'actions':[{'action':'answer','status':204,'body':'x'}]}|actions[0].status: 204 has no body",
                "{'actions':[{'action':'answer','body':'x','file':'/y'}]}|actions[0].body: either body or file",
                "{'actions':[{'action':'answer','file':'y'}]}|actions[0].file: 'y' is no absolute path",
                "{'actions':[{'action':'map','target':'x'}]}|actions[0].target: 'x' is not host:port",
                "{'actions':[{'action':'map','target':'x:99999'}]}|actions[0].target: 'x:99999'",
                "{'actions':[{'action':'replace-response','find':'','value':'x'}]}|actions[0].find: empty",
                "{'actions':[{'action':'replace-response','find':'(','value':'x','regex':true}]}|actions[0].find: ",
                "{'actions':[{'action':'replace-response','find':'(a)','value':'$2','regex':true}]}|actions[0].value: $2",
                "{'actions':[{'action':'inject-script','body':'</SCRIPT>'}]}|actions[0].body: has '</script'",
                "{'url':'x.test/','actions':[{'action':'block'}]}|url: 'x.test/' starts with none",
                "{'method':'G T','actions':[{'action':'block'}]}|method: 'G T' is no method",
                "{'content_type':'html','actions':[{'action':'set-response-header','name':'a','value':'b'}]}|content_type: ",
                "{'content_type':'text/html','actions':[{'action':'block'}]}|actions[0].action: block happens before",
                "{'domain':'a b','actions':[{'action':'block'}]}|domain: "
            })
    void wrongRulesSayWhichField(String json, String message) {
        assertThatThrownBy(() -> compiled(json))
                .isInstanceOf(RuleException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aFileThatIsNotThereIsAProblemAndTheRuleIsNotApplied() throws Exception {
        var rule = compiled("{'actions':[{'action':'answer','file':'/no/such'}]}");
        assertThat(rule.problem()).isEqualTo("actions[0].file: there is no /no/such");
        var rules = new EditRules(List.of(rule));
        assertThat(forwarded(new EditPolicy(() -> rules), get("/")).changes()).isEmpty();
    }

    /** Whatever rules that compile meet, a plan comes out, and heads keep to the limits of header fields. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {51, 52})
    void randomRulesOnRandomHeads(long seed) throws Exception {
        var random = new Random(seed);
        var texts = List.of(
                "a",
                "*",
                "$1",
                "old",
                "https://api.lab.test/*",
                "*/x",
                "text/html",
                "x:1",
                "\u00fc",
                "(a|b)",
                "/srv/page.html");
        for (var round = 0; round < 4_000; round++) {
            var rules = new ArrayList<EditRule>();
            for (var i = 0; i < 3; i++) {
                var action = new HttpAction(
                        HttpAction.WORDS.get(random.nextInt(HttpAction.WORDS.size())),
                        maybe(random, texts),
                        maybe(random, texts),
                        maybe(random, texts),
                        random.nextBoolean() ? true : null,
                        random.nextInt(3) == 0 ? 302 : null,
                        null,
                        maybe(random, texts),
                        maybe(random, texts),
                        maybe(random, texts));
                try {
                    rules.add(EditRule.compile(
                            new HttpRule(
                                    "h" + i,
                                    true,
                                    null,
                                    null,
                                    null,
                                    random.nextBoolean() ? "*/x*" : null,
                                    null,
                                    null,
                                    List.of(action),
                                    null),
                            UserLookup.NONE,
                            FILES));
                } catch (RuleException e) {
                    assertThat(e.getMessage())
                            .as("seed %d round %d", seed, round)
                            .isNotBlank();
                }
            }
            var compiled = new EditRules(rules);
            var policy = new EditPolicy(() -> compiled);
            var junk = new byte[random.nextInt(20)];
            random.nextBytes(junk);
            var request = new RequestHead(
                    Version.HTTP_2,
                    "GET",
                    "https",
                    new String(junk, StandardCharsets.ISO_8859_1),
                    "/x" + new String(junk, StandardCharsets.ISO_8859_1),
                    Headers.of("a", "b"));
            assertThat(policy.request(FLOW, request))
                    .as("seed %d round %d", seed, round)
                    .isNotNull();
            var response = ok(
                    "content-type",
                    random.nextBoolean()
                            ? "text/html"
                            : "text/plain;charset=" + texts.get(random.nextInt(texts.size())));
            var plan = policy.response(FLOW, request, response);
            if (plan.body() != null) {
                try (var editor = plan.body().open()) {
                    editor.feed(ByteBuffer.wrap(junk));
                    editor.finish();
                }
            }
        }
    }

    private static String maybe(Random random, List<String> texts) {
        return random.nextInt(3) > 0 ? texts.get(random.nextInt(texts.size())) : null;
    }
}
