package org.weir.ui.screen.settings;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.weir.ui.kit.Kit;

/** One setting: what it is, what it means, and its control. */
final class Line {
    /** A property of a control while the program itself sets its value. */
    private static final String SETTING = "weir.setting";

    private Line() {}

    /** @param hint what it means; "": its title says it */
    static HBox of(String title, String hint, Control control) {
        var name = Kit.paragraph(title, "text-bold");
        name.setLabelFor(control);
        var words = new VBox(2, name);
        if (!hint.isEmpty()) {
            words.getChildren().add(Kit.paragraph(hint, "text-muted"));
        }
        HBox.setHgrow(words, Priority.ALWAYS);
        control.setMinWidth(Region.USE_PREF_SIZE);
        if (control.getAccessibleText() == null) {
            control.setAccessibleText(title);
        }
        var line = Kit.row(words, control);
        line.getStyleClass().add("list-row");
        return line;
    }

    /** A choice of a few. {@code chosen} hears of what the user chooses, not of what the program sets. */
    static <T> ComboBox<T> choice(String id, List<T> values, Function<T, String> text, Consumer<T> chosen) {
        var box = new ComboBox<T>();
        box.setId(id);
        box.getItems().setAll(values);
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(T value) {
                return value == null ? "" : text.apply(value);
            }

            @Override
            public T fromString(String shown) {
                return box.getValue();
            }
        });
        box.setOnAction(event -> {
            if (box.getValue() != null
                    && !Boolean.TRUE.equals(box.getProperties().get(SETTING))) {
                chosen.accept(box.getValue());
            }
        });
        return box;
    }

    /** Shows a value without telling anybody. One that is not among the choices becomes one. */
    static <T> void set(ComboBox<T> box, T value) {
        box.getProperties().put(SETTING, true);
        if (!box.getItems().contains(value)) {
            box.getItems().add(value);
        }
        box.setValue(value);
        box.getProperties().remove(SETTING);
    }

    static CheckBox check(String id, Consumer<Boolean> chosen) {
        var box = new CheckBox();
        box.setId(id);
        box.setOnAction(event -> chosen.accept(box.isSelected()));
        return box;
    }
}
