package org.weir.ui.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.api.control.HistoryFilter;
import org.weir.api.rpc.RpcCodec;

class HistoryTermsTest {
    private static final long NOW = 1_790_000_000_000L;

    private static HistoryFilter filter(String query) {
        return HistoryTerms.of(Query.parse(query), NOW);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app:fire | {'app':'*fire*'}",
                "app:*/curl | {'app':'*/curl'}",
                "app:c?rl | {'app':'c*rl'}",
                "host:*.example.com port:443 | {'host':'*.example.com','port':443}",
                "decision:refused state:OPEN | {'decision':'inspect','state':'open'}",
                "decision:inspect | {'decision':'inspect'}",
                "decision:blo | {'decision':'block'}",
                "decision:passed | {'decision':'pass'}",
                "age:<5m | {'since_ms':1789999700000}",
                "age:>1h age:<2h | {'since_ms':1789992800000,'until_ms':1789996400001}",
                "app:fire app:fox | {'app':'*fire*'}",
                "app:a,b app:c | {'app':'*c*'}"
            })
    void whatTheEngineUnderstandsIsSent(String query, String sent) {
        assertThat(RpcCodec.json().valueToTree(filter(query)).toString().replace('"', '\''))
                .isEqualTo(sent);
    }

    /** The engine would leave out what the query wants. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "app:a,b",
                "-app:a",
                "host:bücher",
                "address:192.0.2.1",
                "port:1-2",
                "port:70000",
                "user:1000",
                "decision:p",
                "decision:i,b",
                "why:x",
                "protocol:h2",
                "pid:1",
                "rule:r",
                "up:>1kb"
            })
    void whatItWouldTakeOtherwiseIsNot(String query) {
        assertThat(filter(query)).isEqualTo(HistoryFilter.ALL);
    }

    @Test
    void aPortOfManyDigitsIsNoPort() {
        assertThat(filter("port:9999999999")).isEqualTo(HistoryFilter.ALL);
    }
}
