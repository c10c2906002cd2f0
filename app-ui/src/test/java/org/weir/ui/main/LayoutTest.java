package org.weir.ui.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Locale;
import java.util.TreeMap;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every screen with its sheets in both languages, light and dark, at its smallest and usual size, from right to left: no text
 * is cut off, nothing lies over something else, no control is nameless.
 */
class LayoutTest {
    /**
     * 200 % is a window of half the size that is drawn twice as large: JavaFX lays out in units of 96 to the inch, whatever the
     * screen. 960 by 600 of them are a screen of 1920 by 1200.
     */
    @ParameterizedTest
    @CsvSource({
        "en,light,1240,800,1",
        "de,light,1240,800,1",
        "de,dark,900,600,1",
        "en,dark,900,600,1",
        "de,light,960,600,2",
        "ar,light,1000,640,1"
    })
    void nothingIsCutOffOrCoveredAndEverythingHasAName(
            String language, String theme, double width, double height, double scale) throws IOException {
        try (var lab = new UiLab(Locale.forLanguageTag(language), theme)) {
            Scripts.fill(lab);
            Fx.run(() -> {
                lab.stage().setRenderScaleX(scale);
                lab.stage().setRenderScaleY(scale);
                lab.stage().setWidth(width);
                lab.stage().setHeight(height);
            });
            var places = new ArrayList<Place>();
            Place.NAMES.forEach(name -> places.addAll(Place.all(name)));
            places.addAll(Place.sheets());
            var wrong = new TreeMap<String, Object>();
            for (var place : places) {
                leave(lab);
                place.enter().accept(lab);
                lab.awaitIdle();
                var found = Fx.get(() -> {
                    lab.stage().getScene().getRoot().applyCss();
                    lab.stage().getScene().getRoot().layout();
                    return Faults.of(lab);
                });
                if (!found.isEmpty()) {
                    wrong.put(place.name(), found);
                }
            }
            assertThat(wrong).isEmpty();
        }
    }

    private static void leave(UiLab lab) {
        Fx.run(() -> {
            lab.shell().closeOverlay();
            lab.shell().current().escape();
        });
        org.awaitility.Awaitility.await().until(() -> !Fx.get(lab.shell()::overlaid));
        Fx.run(() -> {
            lab.desk().notices().getChildren().clear();
            lab.shell().go("home");
        });
    }

    /** A test that finds nothing proves nothing. */
    @Test
    void whatIsWrongIsFound() throws IOException {
        try (var lab = new UiLab()) {
            Fx.run(() -> {
                var cut = new Label("Words that do not fit");
                cut.setMaxWidth(40);
                var over = new Label("Over");
                over.setTranslateX(-60);
                over.setMinWidth(40);
                ((Pane) lab.stage().getScene().getRoot()).getChildren().add(new HBox(cut, over));
            });
            lab.settle();
            assertThat(Fx.get(() -> Faults.of(lab)))
                    .anyMatch(fault -> fault.startsWith("cut off: “Words that do not fit”"))
                    .anyMatch(fault -> fault.startsWith("one over the other:") && fault.contains("Over"));
        }
    }
}
