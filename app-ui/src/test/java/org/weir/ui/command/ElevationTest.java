package org.weir.ui.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How root is asked. */
class ElevationTest {
    private static final List<String> COMMAND = List.of("/opt/weir/bin/weir", "trust", "install");

    @Test
    void rootNeedsNobody() {
        assertThat(new Elevation(true, null).line(COMMAND)).isEqualTo(COMMAND);
        assertThat(new Elevation(true, null).possible()).isTrue();
    }

    @Test
    void othersArePutThroughPkexec() {
        assertThat(new Elevation(false, Path.of("/usr/bin/pkexec")).line(COMMAND))
                .containsExactly("/usr/bin/pkexec", "/opt/weir/bin/weir", "trust", "install");
        assertThat(new Elevation(false, null).possible()).isFalse();
    }

    @Test
    void inWordsItCanBePastedIntoAShell() {
        assertThat(Elevation.inWords(List.of("weir", "trust", "remove", "--store", "jdk:/opt/my java/$(x)'s")))
                .isEqualTo("sudo weir trust remove --store 'jdk:/opt/my java/$(x)'\\''s'");
    }
}
