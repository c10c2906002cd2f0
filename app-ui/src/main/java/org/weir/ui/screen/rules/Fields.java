package org.weir.ui.screen.rules;

import java.util.LinkedHashMap;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.TextField;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;

/** Text fields with their names above them, in as many rows as it takes. */
final class Fields {
    private static final double WIDTH = 170;

    private final Desk desk;
    private final String prefix;
    private final FlowPane view = new FlowPane(Kit.GAP, Kit.GAP);
    private final Map<String, TextField> fields = new LinkedHashMap<>();

    /** @param prefix of the ids, so that two forms on one screen are told apart */
    Fields(Desk desk, String prefix, String... names) {
        this.desk = desk;
        this.prefix = prefix;
        for (var name : names) {
            var field = new TextField();
            field.setPromptText(desk.text("rules.prompt." + name));
            fields.put(name, field);
            add(name, field);
        }
    }

    FlowPane view() {
        return view;
    }

    /** Another control of the same kind. */
    void add(String name, javafx.scene.control.Control control) {
        var label = Kit.label(desk.text("rules.field." + name), "text-muted");
        label.setLabelFor(control);
        control.setId(prefix + "-" + name);
        control.setAccessibleText(label.getText());
        control.setPrefWidth(WIDTH);
        var box = new VBox(2, label, control);
        view.getChildren().add(box);
    }

    Node box(String name) {
        return view.getChildren().stream()
                .filter(box -> box.lookup("#" + prefix + "-" + name) != null)
                .findFirst()
                .orElseThrow();
    }

    /** What stands in a field; null when nothing does. */
    @Nullable
    String get(String name) {
        var field = fields.get(name);
        var text =
                field == null || field.getText() == null ? "" : field.getText().strip();
        return text.isEmpty() ? null : text;
    }

    void set(String name, @Nullable String text) {
        var field = fields.get(name);
        if (field != null) {
            field.setText(text == null ? "" : text);
        }
    }

    /** Enter in any of them does it. */
    void onEnter(Runnable action) {
        fields.values().forEach(field -> field.setOnAction(event -> action.run()));
    }

    void focus() {
        fields.values().iterator().next().requestFocus();
    }
}
