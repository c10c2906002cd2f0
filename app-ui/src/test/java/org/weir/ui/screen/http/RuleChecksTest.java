package org.weir.ui.screen.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weir.api.control.HttpAction;
import org.weir.api.control.HttpRule;
import org.weir.api.rpc.RpcCodec;
import org.weir.testkit.control.ScriptedEngine;
import tools.jackson.databind.JsonNode;

/** What is said before the engine is asked, and what it says itself. */
class RuleChecksTest {
    private static HttpRule rule(String json) {
        return RpcCodec.json().treeToValue(RpcCodec.json().readTree(json.replace('\'', '"')), HttpRule.class);
    }

    @Test
    void everyActionOfTheProtocolIsKnown() {
        assertThat(Arrays.stream(ActionKind.values()).map(ActionKind::word)).isEqualTo(HttpAction.WORDS);
    }

    @Test
    void whatTheEngineTakesIsNotRefusedHere() throws Exception {
        for (var file : List.of("http.rules.add.request.json", "http.rules.add.every-action.request.json")) {
            JsonNode sent = ScriptedEngine.golden(file).at("/params/rule");
            assertThat(RuleChecks.of(RpcCodec.json().treeToValue(sent, HttpRule.class)))
                    .as(file)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'actions':[]} | actions | nothing",
                "{'url':'ftp://a','actions':[{'action':'block'}]} | url | url",
                "{'url':'https://a b','actions':[{'action':'block'}]} | url | blank",
                "{'domain':'https://a/','actions':[{'action':'block'}]} | domain | domain",
                "{'method':'GET;POST','actions':[{'action':'block'}]} | method | method",
                "{'content_type':'html','actions':[{'action':'inject-style','body':'x'}]} | content_type | type",
                "{'content_type':'a/b','actions':[{'action':'block'}]} | actions[0] | early",
                "{'actions':[{'action':'block'},{'action':'block'}]} | actions[0] | ends",
                "{'actions':[{'action':'set-request-header','name':'A:','value':''}]} | actions[0].name | name",
                "{'actions':[{'action':'set-request-header','name':'A','value':' x'}]} | actions[0].value | value",
                "{'actions':[{'action':'replace-request','find':'','value':''}]} | actions[0].find | empty",
                "{'actions':[{'action':'replace-request','find':'(','value':'','regex':true}]} | actions[0].find | regex",
                "{'actions':[{'action':'inject-script','body':' '}]} | actions[0].body | empty",
                "{'actions':[{'action':'inject-script','body':'</SCRIPT>'}]} | actions[0].body | element",
                "{'actions':[{'action':'inject-style','file':'x.css'}]} | actions[0].file | file",
                "{'actions':[{'action':'map','target':'nowhere'}]} | actions[0].target | map",
                "{'actions':[{'action':'redirect','target':''}]} | actions[0].target | empty",
                "{'actions':[{'action':'redirect','target':'/','status':200}]} | actions[0].status | redirect",
                "{'actions':[{'action':'answer','status':99}]} | actions[0].status | status"
            })
    void whatIsWrongIsFoundWhereItIs(String json, String place, String what) {
        assertThat(RuleChecks.of(rule(json)))
                .extracting(Problem::place, Problem::key)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(place, "http.wrong." + what));
    }

    @Test
    void whereARefusalBelongsIsReadFromItsWords() {
        assertThat(Problem.ofRefusal("actions[3].name: 'a b' is no header name"))
                .isEqualTo(new Problem("actions[3].name", "http.refused", List.of("'a b' is no header name")));
        assertThat(Problem.ofRefusal("rule: actions[0].file: x: y").place()).isEqualTo("actions[0].file");
        assertThat(Problem.ofRefusal("content_type: 'x'").place()).isEqualTo("content_type");
        assertThat(Problem.ofRefusal("there is no HTTP rule h9").place()).isEmpty();
    }

    @Test
    void headersOfAnAnswerAreLines() {
        assertThat(HeaderLines.read(" A: 1 \n\nB:2:3"))
                .containsExactly(new HttpAction.Header("A", "1"), new HttpAction.Header("B", "2:3"));
        assertThat(HeaderLines.write(HeaderLines.read("A: 1\nB: 2"))).isEqualTo("A: 1\nB: 2");
        assertThat(HeaderLines.read(" \n")).isNull();
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> HeaderLines.read("A: 1\nb c"));
    }
}
