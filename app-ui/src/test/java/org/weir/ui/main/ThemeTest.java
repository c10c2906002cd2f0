package org.weir.ui.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.weir.ui.prefs.Preferences;
import org.weir.ui.theme.Scheme;

/** Light or dark: the user's word, else the desktop's. */
class ThemeTest {
    private static boolean dark(UiLab lab, Scheme scheme) {
        return Fx.get(() -> {
            lab.window().theme().desktopSays(scheme);
            return lab.stage().getScene().getRoot().getStyleClass().contains("weir-dark");
        });
    }

    @Test
    void theDesktopIsFollowedAtOnce() throws IOException {
        try (var lab = new UiLab(Locale.ENGLISH, Preferences.SYSTEM)) {
            assertThat(dark(lab, Scheme.DARK)).isTrue();
            assertThat(dark(lab, Scheme.LIGHT)).isFalse();
            assertThat(dark(lab, Scheme.UNTOLD)).as("as JavaFX says").isFalse();
        }
    }

    @Test
    void whoChoseIsNotOverruled() throws IOException {
        try (var lab = new UiLab(Locale.ENGLISH, Preferences.LIGHT)) {
            assertThat(dark(lab, Scheme.DARK)).isFalse();
            Fx.run(() -> lab.window().theme().want(Preferences.SYSTEM));
            assertThat(dark(lab, Scheme.DARK)).isTrue();
        }
    }
}
