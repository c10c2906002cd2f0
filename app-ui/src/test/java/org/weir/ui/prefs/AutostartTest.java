package org.weir.ui.prefs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file by which a desktop starts us. */
class AutostartTest {
    @TempDir
    private Path config;

    @Test
    void itIsThereWhenWrittenAndGoneWhenRemoved() throws IOException {
        var autostart = Autostart.in(config, "/opt/weir/bin/weir-ui");
        assertThat(autostart.exists()).isFalse();
        autostart.write();
        assertThat(config.resolve("autostart/weir-ui.desktop")).hasContent(autostart.content());
        assertThat(autostart.content())
                .contains("[Desktop Entry]\nType=Application\n", "Exec=\"/opt/weir/bin/weir-ui\" --hidden\n");
        autostart.remove();
        autostart.remove();
        assertThat(autostart.exists()).isFalse();
    }

    @Test
    void aStrangePathIsOneArgumentAndNothingElse() {
        assertThat(Autostart.quoted("/opt/100% $x`\"\\/weir ui"))
                .isEqualTo("\"/opt/100%% \\\\$x\\\\`\\\\\"\\\\\\\\/weir ui\"");
    }
}
