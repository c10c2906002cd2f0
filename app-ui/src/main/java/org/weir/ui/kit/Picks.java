package org.weir.ui.kit;

import java.util.List;
import java.util.function.Function;
import javafx.scene.control.ComboBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/** A choice of one word out of a few, each said in the user's language. */
public final class Picks {
    private Picks() {}

    /**
     * A closed list with the first word chosen.
     *
     * @param id for style sheets and tests
     * @param name for screen readers
     */
    public static <T> ComboBox<T> of(String id, String name, List<T> words, Function<T, String> says) {
        var box = new ComboBox<T>();
        box.setId(id);
        box.setAccessibleText(name);
        box.getItems().setAll(words);
        box.setValue(words.getFirst());
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable T word) {
                return word == null ? "" : says.apply(word);
            }

            @Override
            public @Nullable T fromString(String text) {
                return null;
            }
        });
        return box;
    }
}
