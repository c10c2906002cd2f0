package org.weir.ui.screen.settings;

import java.util.List;
import java.util.Locale;
import javafx.scene.control.ComboBox;
import javafx.scene.layout.VBox;
import org.weir.ui.kit.Kit;
import org.weir.ui.prefs.Preferences;
import org.weir.ui.screen.Desk;

/** Theme and language. */
final class AppearanceCard {
    /** Stands for the desktop's own language. */
    private static final String SYSTEM = "";

    private final Desk desk;
    private final ComboBox<String> theme;
    private final ComboBox<String> language;
    private final VBox view;

    AppearanceCard(Desk desk) {
        this.desk = desk;
        theme = Line.choice(
                "theme",
                List.of(Preferences.SYSTEM, Preferences.LIGHT, Preferences.DARK),
                word -> desk.text("settings.theme." + word),
                desk.appearance()::theme);
        language = Line.choice("language", List.of(SYSTEM, "en", "de"), this::name, this::chose);
        view = Kit.card(
                desk.text("settings.look"),
                Line.of(desk.text("settings.theme"), "", theme),
                Line.of(desk.text("settings.language"), desk.text("settings.language.when"), language));
    }

    VBox view() {
        return view;
    }

    void show() {
        var kept = desk.preferences().get();
        Line.set(theme, kept.theme() == null ? Preferences.SYSTEM : kept.theme());
        Line.set(language, kept.language() == null ? SYSTEM : kept.language());
    }

    /** Languages are called what their speakers call them. */
    private String name(String tag) {
        if (tag.equals(SYSTEM)) {
            return desk.text("settings.language.system");
        }
        var locale = Locale.forLanguageTag(tag);
        var name = locale.getDisplayLanguage(locale);
        return name.isEmpty() ? tag : name.substring(0, 1).toUpperCase(locale) + name.substring(1);
    }

    private void chose(String tag) {
        desk.preferences().change(was -> was.withLanguage(tag.equals(SYSTEM) ? null : tag));
        desk.notices().done(desk.text("settings.language.chosen"));
    }
}
