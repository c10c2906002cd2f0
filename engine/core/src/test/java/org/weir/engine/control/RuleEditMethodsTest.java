package org.weir.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.weir.api.control.Rule;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;
import org.weir.api.rpc.RpcException;
import org.weir.engine.policy.UserLookup;
import org.weir.engine.store.rules.RuleStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class RuleEditMethodsTest {
    private final RuleStore store = new RuleStore(null, UserLookup.NONE);
    private final RuleEditMethods methods = new RuleEditMethods(store);
    private final HttpRuleMethods http = new HttpRuleMethods(store, UserLookup.NONE);

    private static ObjectNode params(String json) {
        return (ObjectNode) RpcCodec.json().readTree(json.replace('\'', '"'));
    }

    private static JsonNode read(byte[] json) {
        return RpcCodec.json().readTree(new String(json, StandardCharsets.UTF_8));
    }

    private static void assertRefused(
            ErrorCode code, String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .hasMessageContaining(message)
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.error().code()).isEqualTo(code.number()));
    }

    @Test
    void aRuleIsReplacedInItsPlace() throws Exception {
        store.add(Rule.of("", true, "curl", null, null, null, null, null, "block", null, null, null), null);
        var answer = read(methods.call(
                "rules.replace", params("{'rule':{'id':'r1','enabled':false,'app':'wget','action':'pass'}}")));
        assertThat(answer.get("index").asInt()).isZero();
        assertThat(store.snapshot().rules().getFirst().app()).isEqualTo("wget");
        assertThat(store.snapshot().rules().getFirst().enabled()).isFalse();
        assertRefused(
                ErrorCode.NOT_FOUND,
                "there is no rule r9",
                () -> methods.call("rules.replace", params("{'rule':{'id':'r9','action':'pass'}}")));
        assertRefused(
                ErrorCode.INVALID_PARAMS,
                "unknown action 'alow'",
                () -> methods.call("rules.replace", params("{'rule':{'id':'r1','action':'alow'}}")));
        assertRefused(ErrorCode.INVALID_PARAMS, "rule", () -> methods.call("rules.replace", params("{}")));
    }

    @Test
    void anHttpRuleIsReplacedInItsPlace() throws Exception {
        http.call("http.rules.add", params("{'rule':{'app':'curl','actions':[{'action':'block'}]}}"));
        http.call(
                "http.rules.replace",
                params("{'rule':{'id':'h1','enabled':false,'app':'wget','actions':[{'action':'block'}]}}"));
        assertThat(store.snapshot().httpRules().getFirst().app()).isEqualTo("wget");
        assertRefused(
                ErrorCode.NOT_FOUND,
                "h9",
                () -> http.call("http.rules.replace", params("{'rule':{'id':'h9','actions':[{'action':'block'}]}}")));
    }

    @Test
    void hitsAreToldForEachRule() throws Exception {
        store.add(Rule.of("", true, "curl", null, null, null, null, null, "block", null, null, null), null);
        var hits = read(methods.call("rules.hits", params("{}"))).get("hits");
        assertThat(hits.toString()).isEqualTo("[{\"id\":\"r1\",\"count\":0}]");
    }

    @Test
    void presetsHaveNamesReasonsAndDomains() throws Exception {
        var presets = read(methods.call("presets.list", params("{}"))).get("presets");
        assertThat(presets.size()).isGreaterThan(2);
        presets.forEach(preset -> {
            assertThat(preset.get("title").asString()).isNotBlank();
            assertThat(preset.get("domains").size()).isPositive();
        });
    }
}
