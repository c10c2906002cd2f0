package org.weir.engine.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.weir.engine.sniff.HostName;

class PresetsTest {
    @Test
    void everyPatternIsOneThatRulesUnderstand() {
        var presets = Presets.load();

        assertThat(presets)
                .extracting(Presets.Preset::id)
                .containsExactly("os-updates", "password-managers", "banks-and-payment", "pinned");
        var seen = new HashSet<String>();
        for (var preset : presets) {
            assertThat(preset.domains()).isNotEmpty();
            for (var domain : preset.domains()) {
                var name = domain.startsWith("*.") ? domain.substring(2) : domain;
                assertThat(HostName.normalise(name)).as(domain).isEqualTo(name);
                assertThat(seen.add(domain)).as("%s is there once", domain).isTrue();
            }
        }
    }

    @Test
    void everyCutIsRefused() {
        var whole =
                "{\"version\":1,\"presets\":[{\"id\":\"a\",\"title\":\"b\",\"why\":\"c\",\"domains\":[\"d.test\"]}]}"
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(Presets.parse(whole)).hasSize(1);
        for (var length = 0; length < whole.length; length++) {
            var cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Presets.parse(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
