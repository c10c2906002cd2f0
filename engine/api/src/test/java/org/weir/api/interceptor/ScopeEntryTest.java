package org.weir.api.interceptor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weir.api.rpc.RpcCodec;
import tools.jackson.core.type.TypeReference;

class ScopeEntryTest {
    @Test
    void goldenScopeSurvivesTheRecords() throws Exception {
        var file = Path.of("../../docs/protocol/golden/interceptor/capture.apply.request.json");
        var json = RpcCodec.json();
        var scope = json.readTree(Files.readString(file)).at("/message/params/scope");
        var entries = json.convertValue(scope, new TypeReference<List<ScopeEntry>>() {});
        assertThat(entries).hasSize(5);
        assertThat(entries.get(1).apps())
                .containsExactly(ScopeEntry.App.path("/usr/bin/ssh"), ScopeEntry.App.name("python3*"));
        assertThat(entries.get(4)).isEqualTo(ScopeEntry.includeTcp());
        var again = json.convertValue(entries, new TypeReference<List<ScopeEntry>>() {});
        assertThat(again).isEqualTo(entries);
        assertThat(json.writeValueAsString(ScopeEntry.includeTcp()))
                .isEqualTo("{\"action\":\"include\",\"protocol\":\"tcp\"}");
    }
}
