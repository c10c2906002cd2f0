package org.weir.ui.screen.flows.detail;

import java.util.Locale;
import javafx.scene.control.ComboBox;
import javafx.scene.layout.Region;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.weir.ui.screen.Desk;

/** How bytes are shown. */
enum Look {
    READABLE,
    TEXT,
    HEX;

    /** A choice between them. */
    static ComboBox<Look> choice(Desk desk, Runnable changed) {
        var look = new ComboBox<Look>();
        look.getItems().setAll(values());
        look.setValue(READABLE);
        look.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable Look one) {
                return one == null ? "" : desk.text("flows.look." + one.name().toLowerCase(Locale.ROOT));
            }

            @Override
            public @Nullable Look fromString(String text) {
                return null;
            }
        });
        look.setMinWidth(Region.USE_PREF_SIZE);
        look.setAccessibleText(desk.text("flows.look"));
        look.valueProperty().addListener((property, was, is) -> changed.run());
        return look;
    }
}
