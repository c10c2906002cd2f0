package org.weir.ui.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.api.control.HttpAction;
import org.weir.api.control.HttpRule;
import org.weir.api.control.Rule;

class RuleFileTest {
    @Test
    void whatIsWrittenIsReadAgainWithoutIds() {
        var rule =
                new Rule("r7", false, "curl", null, "*.lab.test", null, "443", "tls", "inspect", null, "why", "block");
        var http = HttpRule.of(
                "h3", true, "curl", null, null, "https://x.test/*", null, null, List.of(HttpAction.block()), null);
        var text = RuleFile.write(List.of(rule), List.of(http));
        assertThat(text).doesNotContain("r7").doesNotContain("h3").doesNotContain("null");
        var read = RuleFile.read(text);
        assertThat(read.rules().getFirst().toRule()).isEqualTo(rule.withId(""));
        assertThat(read.http().getFirst().toRule()).isEqualTo(http.withId(""));
    }

    @Test
    void theEnginesOwnFileIsUnderstood() {
        var read = RuleFile.read("{\"version\":1,\"rules\":[{\"id\":\"r7\",\"app\":\"curl\",\"action\":\"block\"}]}");
        assertThat(read.rules()).hasSize(1);
        assertThat(read.http()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "7",
                "[]",
                "{}",
                "{\"version\":2,\"rules\":[]}",
                "{\"version\":1,\"rules\":{}}",
                "{\"version\":1,\"rules\":[7]}",
                "{\"version\":1,\"rules\":[{\"app\":{}}]}",
                "{\"version\":1,\"http\":[{\"actions\":7}]}",
                "{\"version\":1,\"rules\":["
            })
    void nonsenseIsRefusedWithAReason(String text) {
        assertThatThrownBy(() -> RuleFile.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s).+");
    }

    @Test
    void moreRulesThanAnybodyMeansAreRefused() {
        var many = "{\"app\":\"a\",\"action\":\"pass\"},".repeat(RuleFile.MAX_RULES) + "{\"action\":\"pass\"}";
        assertThatThrownBy(() -> RuleFile.read("{\"version\":1,\"rules\":[" + many + "]}"))
                .hasMessageContaining("more than");
    }
}
