package org.weir.ui.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    private static final Map<String, String> HOME = Map.of("HOME", "/home/u");

    @Test
    void withoutAnything() {
        var options = Options.of(List.of(), HOME);
        assertThat(options.socket()).isEqualTo(Path.of("/run/weir/engine/control.sock"));
        assertThat(options.preferences()).isEqualTo(Path.of("/home/u/.config/weir/ui.json"));
        assertThat(options.raiseSocket()).isEqualTo(Path.of("/home/u/.config/weir/ui.sock"));
        assertThat(options.tray()).isTrue();
    }

    @Test
    void fromTheEnvironmentAndTheCommandLine() {
        var options = Options.of(
                List.of("--lang", "de", "--theme", "dark", "--hidden", "--no-tray", "--screenshots", "/tmp/x"),
                Map.of("HOME", "/h", "XDG_RUNTIME_DIR", "/run/user/1", "XDG_CONFIG_HOME", "/c", "WEIR_SOCKET", "/s"));
        assertThat(options.socket()).isEqualTo(Path.of("/s"));
        assertThat(options.raiseSocket()).isEqualTo(Path.of("/run/user/1/weir/ui.sock"));
        assertThat(options.preferences()).isEqualTo(Path.of("/c/weir/ui.json"));
        assertThat(options.locale()).hasToString("de");
        assertThat(options.hidden()).isTrue();
        assertThat(options.tray()).isFalse();
        assertThat(options.single()).as("pictures need no single window").isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--colour", "--socket", "--theme", "x"})
    void wrongUseIsSaid(String argument) {
        assertThatThrownBy(() -> Options.of(List.of(argument), HOME)).isInstanceOf(IllegalArgumentException.class);
    }
}
