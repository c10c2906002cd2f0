package org.weir.ui.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import javafx.scene.control.Button;
import javafx.scene.layout.Pane;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every control on every screen does something real, or is disabled and says why. */
class ControlsTest {
    private static Walk walk;

    @BeforeAll
    static void open() {
        walk = new Walk(ControlsTest::lab);
    }

    @AfterAll
    static void close() throws IOException {
        walk.close();
    }

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
    @ValueSource(
            strings = {"home", "flows", "approvals", "apps", "rules", "http", "trust", "settings", "guide", "rail"})
    void everyControlDoesSomethingOrSaysWhyNot(String screen) throws IOException {
        for (var place : Place.all(screen)) {
            var wrong = walk.all(place);
            assertThat(wrong).as(place.name() + " of " + walk.pressed()).isEmpty();
            if (place.equals(Place.all(screen).getFirst())) {
                assertThat(walk.pressed()).isNotEmpty();
            }
        }
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
        var added = List.of("dead", "mute");
        try (var other = new Walk(() -> {
            var lab = lab();
            Fx.run(() -> {
                var dead = new Button("Dead");
                dead.setId("dead");
                var mute = new Button("Mute");
                mute.setId("mute");
                mute.setDisable(true);
                ((Pane) lab.stage().getScene().getRoot()).getChildren().addAll(dead, mute);
            });
            return lab;
        })) {
            var place = Place.of("flows").only(node -> node.getId() != null && added.contains(node.getId()));
            assertThat(other.all(place))
                    .containsExactlyInAnyOrder(
                            "[Button #dead] does nothing", "[Button #mute] is disabled and does not say why");
        }
    }
}
