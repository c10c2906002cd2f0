package org.weir.api.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.weir.api.rpc.RpcCodec;

class RuleTest {
    private static final Path GOLDEN = Path.of("../../docs/protocol/golden/control");

    @Test
    void goldenRuleSurvivesTheRecord() throws Exception {
        var json = RpcCodec.json();
        var node = json.readTree(Files.readString(GOLDEN.resolve("rules.add.response.json")))
                .at("/message/result/rule");
        assertThat(json.<tools.jackson.databind.JsonNode>valueToTree(json.treeToValue(node, Rule.class)))
                .isEqualTo(node);
    }

    @Test
    void aNewRuleIsEnabledAndHasNoId() throws Exception {
        var json = RpcCodec.json();
        var node = json.readTree(Files.readString(GOLDEN.resolve("rules.add.request.json")))
                .at("/message/params/rule");
        var rule = json.treeToValue(node, Rule.class);
        assertThat(rule.enabled()).isTrue();
        assertThat(rule.id()).isEmpty();
        assertThat(rule.target()).isEqualTo("socks5://198.51.100.20:1080");
    }
}
