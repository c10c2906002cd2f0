package org.weir.ui.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import javafx.scene.control.Button;
import javafx.scene.layout.Pane;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every control on every screen does something real, or is disabled and says why. */
class ControlsTest {
    private static UiLab lab() {
        try {
            var lab = new UiLab(Locale.ENGLISH, "light");
            Scripts.fill(lab);
            return lab;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"flows", "trust", "settings"})
    void everyControlDoesSomethingOrSaysWhyNot(String screen) throws IOException {
        var walk = new Walk(ControlsTest::lab, screen);
        assertThat(walk.all()).as("of " + walk.pressed()).isEmpty();
        assertThat(walk.pressed()).isNotEmpty();
    }

    @Test
    void theRailGoesEverywhere() throws IOException {
        try (var lab = lab()) {
            for (var screen : lab.shell().screens()) {
                lab.go(screen.id().equals("home") ? "flows" : "home");
                lab.click(lab.desk().text(screen.id() + ".title"));
                assertThat(lab.shell().current().id()).isEqualTo(screen.id());
            }
        }
    }

    /** A walk that finds nothing proves nothing. */
    @Test
    void aButtonThatDoesNothingIsFound() throws IOException {
        var walk = new Walk(
                () -> {
                    var lab = lab();
                    Fx.run(() -> {
                        var mute = new Button("Mute");
                        mute.setDisable(true);
                        ((Pane) lab.stage().getScene().getRoot()).getChildren().addAll(new Button("Dead"), mute);
                    });
                    return lab;
                },
                "flows");
        assertThat(walk.all())
                .containsExactlyInAnyOrder(
                        "[Button “Dead”] does nothing", "[Button “Mute”] is disabled and does not say why");
    }
}
