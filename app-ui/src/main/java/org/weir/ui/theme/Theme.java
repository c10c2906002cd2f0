package org.weir.ui.theme;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.beans.value.ChangeListener;
import javafx.geometry.NodeOrientation;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.text.Font;
import org.weir.ui.prefs.Preferences;

/** Dresses the window's scene, and changes with the system when the user wants that. JavaFX thread only. */
public final class Theme {
    /** In this order, when they are installed: made for small text on screens. Else the system's. */
    private static final List<String> FONTS =
            List.of("Inter", "Segoe UI", "SF Pro Text", "Cantarell", "Ubuntu", "Noto Sans", "Roboto");

    /** Languages that are written from right to left. */
    private static final Set<String> RIGHT_TO_LEFT = Set.of("ar", "fa", "he", "iw", "ur", "yi");

    private static final String SHEET = "/org/weir/ui/weir.css";

    private final Scene scene;
    private final ChangeListener<ColorScheme> systemChanged = (property, was, is) -> apply();
    private String wanted;
    private Scheme desktop = Scheme.UNTOLD;

    /** @param theme a word of {@link Preferences}; has to be in force before anything of the scene is styled */
    public Theme(Parent root, Locale locale, String theme, double width, double height) {
        wanted = theme;
        Application.setUserAgentStylesheet(sheet());
        scene = new Scene(root, width, height);
        scene.getStylesheets()
                .add(Objects.requireNonNull(Theme.class.getResource(SHEET)).toExternalForm());
        var families = Set.copyOf(Font.getFamilies());
        FONTS.stream()
                .filter(families::contains)
                .findFirst()
                .ifPresent(font -> scene.getRoot().setStyle("-fx-font-family: \"" + font + "\";"));
        scene.setNodeOrientation(
                RIGHT_TO_LEFT.contains(locale.getLanguage())
                        ? NodeOrientation.RIGHT_TO_LEFT
                        : NodeOrientation.LEFT_TO_RIGHT);
        Platform.getPreferences().colorSchemeProperty().addListener(systemChanged);
        apply();
    }

    public Scene scene() {
        return scene;
    }

    /** @param theme one of {@link Preferences#SYSTEM}, {@link Preferences#LIGHT}, {@link Preferences#DARK} */
    public void want(String theme) {
        wanted = theme;
        apply();
    }

    /** What the desktop says, where it says it elsewhere than to JavaFX. */
    public void desktopSays(Scheme scheme) {
        if (desktop != scheme) {
            desktop = scheme;
            apply();
        }
    }

    public boolean isDark() {
        return switch (wanted) {
            case Preferences.DARK -> true;
            case Preferences.LIGHT -> false;
            default -> isSystemDark();
        };
    }

    private boolean isSystemDark() {
        return switch (desktop) {
            case DARK -> true;
            case LIGHT -> false;
            case UNTOLD -> Platform.getPreferences().getColorScheme() == ColorScheme.DARK;
        };
    }

    /** The system is listened to no more. */
    public void close() {
        Platform.getPreferences().colorSchemeProperty().removeListener(systemChanged);
    }

    private void apply() {
        Application.setUserAgentStylesheet(sheet());
        var classes = scene.getRoot().getStyleClass();
        classes.removeAll("weir-dark", "weir-light");
        classes.add(isDark() ? "weir-dark" : "weir-light");
    }

    private String sheet() {
        return isDark() ? new PrimerDark().getUserAgentStylesheet() : new PrimerLight().getUserAgentStylesheet();
    }
}
