package org.weir.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.api.control.FlowFilter;
import org.weir.api.rpc.RpcCodec;
import org.weir.engine.flow.Decision;

class FlowMatcherTest {
    private static FlowMatcher matcher(String json) {
        return new FlowMatcher(RpcCodec.json().readValue(json.replace('\'', '"'), FlowFilter.class));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'app':'x.py'}|true",
                "{'app':'X.PY'}|true",
                "{'app':'python3*'}|true",
                "{'app':'python?.11'}|true",
                "{'app':'/usr/bin/*'}|true",
                "{'app':'/home/u/x.py'}|true",
                "{'app':'/usr/bin'}|false",
                "{'app':'usr'}|false",
                "{'app':'curl'}|false",
                "{'user':'u'}|true",
                "{'user':'1000'}|true",
                "{'user':'U'}|false",
                "{'address':'2001:db8:2::10'}|true",
                "{'address':'2001:DB8:2:0:0:0:0:10'}|true",
                "{'address':'192.0.2.10'}|false",
                "{'port':80}|true",
                "{'port':443}|false",
                "{'state':'open'}|true",
                "{'state':'ended'}|false",
                "{'since_id':6}|true",
                "{'since_id':7}|false",
                "{'before_id':8}|true",
                "{'before_id':7}|false",
                "{'decision':'pass'}|false",
                "{'host':'*'}|false",
                "{'app':'x.py','port':443}|false",
                "{}|true"
            })
    void fieldsMatchAsTheProtocolSays(String filter, boolean matches) {
        var flow = TestFlows.flow(7, TestFlows.PYTHON, "2001:db8:2::10", 80);

        assertThat(matcher(filter).test(flow)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({"*.lab.test,true", "WEB.lab.test,true", "lab.test,false", "*lab*,true", "web.?ab.test,true"})
    void hostIsAGlobOnTheNameThatWasAskedFor(String pattern, boolean matches) {
        assertThat(matcher("{'host':'" + pattern + "'}").test(TestFlows.named(1, "web.lab.test")))
                .isEqualTo(matches);
    }

    @Test
    void decisionIsTheWordOfTheDecision() {
        var flow = TestFlows.decided(1, new Decision.Action.Inspect());

        assertThat(matcher("{'decision':'inspect'}").test(flow)).isTrue();
        assertThat(matcher("{'decision':'pass'}").test(flow)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'port':-1}",
                "{'port':65536}",
                "{'decision':'alow'}",
                "{'state':'closed'}",
                "{'address':'web.lab.test'}",
                "{'address':''}",
                "{'app':''}"
            })
    void whatCannotMatchIsRefusedWithTheFieldsName(String filter) {
        var field = filter.substring(2, filter.indexOf('\'', 2));

        assertThatThrownBy(() -> matcher(filter))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("filter." + field + ":");
    }

    @Test
    void aHostilePatternCostsLittle() {
        var glob = new Glob("*a".repeat(500) + "b");
        var text = "a".repeat(4_000);

        org.junit.jupiter.api.Assertions.assertTimeout(
                Duration.ofSeconds(2), () -> assertThat(glob.matches(text)).isFalse());
    }
}
