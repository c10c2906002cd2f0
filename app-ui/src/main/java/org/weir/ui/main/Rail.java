package org.weir.ui.main;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.image.ImageView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.weir.ui.engine.Snapshot;
import org.weir.ui.kit.Icons;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.Screen;
import org.weir.ui.state.Statement;
import org.weir.ui.text.Texts;

/** The left edge: the state, and a button for each screen with its number of things to do. */
final class Rail {
    private static final double WIDTH = 216;
    private static final int EMBLEM = 22;
    private static final int MARK = 26;

    /** Above this the exact number tells nobody anything. */
    private static final int MOST = 99;

    private static final PseudoClass SELECTED = PseudoClass.getPseudoClass("selected");

    private final VBox view = new VBox(4);
    private final Map<Screen, Entry> entries = new LinkedHashMap<>();
    private final StackPane emblem = new StackPane();
    private final Label word = Kit.label("", "rail-state-word");
    private final Button state = new Button();
    private final Texts texts;

    private record Entry(Button button, Label badge) {}

    Rail(Desk desk, List<Screen> screens, Consumer<Screen> go, Runnable keys) {
        texts = desk.texts();
        view.getStyleClass().add("rail");
        view.setMinWidth(WIDTH);
        view.setPrefWidth(WIDTH);
        var mark = new ImageView(AppIcon.draw(2 * MARK));
        mark.setFitWidth(MARK);
        mark.setFitHeight(MARK);
        var brand = Kit.row(mark, Kit.label("Weir", "brand"));
        brand.getStyleClass().add("rail-brand");
        var stateRow = Kit.row(emblem, word);
        word.setMaxWidth(Double.MAX_VALUE);
        state.setGraphic(stateRow);
        state.getStyleClass().add("rail-state");
        state.setMaxWidth(Double.MAX_VALUE);
        state.setAlignment(Pos.CENTER_LEFT);
        state.setOnAction(event -> go.accept(screens.getFirst()));
        view.getChildren().addAll(brand, state);
        for (var screen : screens) {
            view.getChildren().add(entry(screen, go));
        }
        view.getChildren().addAll(Kit.spring(), help(desk, keys));
    }

    private Node entry(Screen screen, Consumer<Screen> go) {
        var badge = Kit.label("", "badge");
        Kit.show(badge, false);
        var name = Kit.label(texts.get(screen.id() + ".title"));
        HBox.setHgrow(name, javafx.scene.layout.Priority.ALWAYS);
        name.setMaxWidth(Double.MAX_VALUE);
        var content = Kit.row(Icons.of(screen.icon(), Icons.MEDIUM), name, badge);
        content.setSpacing(12);
        var button = new Button(null, content);
        button.setId("rail-" + screen.id());
        button.getStyleClass().add("rail-entry");
        button.setMaxWidth(Double.MAX_VALUE);
        button.setAlignment(Pos.CENTER_LEFT);
        // The graphic takes the whole width, so that badges stand in a column.
        content.prefWidthProperty().bind(view.widthProperty().subtract(58));
        button.setAccessibleRole(AccessibleRole.TAB_ITEM);
        button.setAccessibleText(name.getText());
        button.setOnAction(event -> go.accept(screen));
        entries.put(screen, new Entry(button, badge));
        return button;
    }

    private Node help(Desk desk, Runnable keys) {
        var row = Kit.row(
                Kit.button(
                        Feather.COMPASS,
                        desk.text("shell.guide"),
                        () -> desk.navigator().guide(),
                        "flat",
                        "small"),
                Kit.spring(),
                Kit.iconButton(Feather.HELP_CIRCLE, desk.text("shell.key.help"), keys));
        row.getStyleClass().add("rail-foot");
        return row;
    }

    Node view() {
        return view;
    }

    void select(Screen selected) {
        entries.forEach((screen, entry) ->
                entry.button().pseudoClassStateChanged(SELECTED, screen.id().equals(selected.id())));
    }

    void draw(Statement statement, Snapshot snapshot) {
        if (!statement.word().equals(word.getText())) {
            word.setText(statement.word());
            emblem.getChildren().setAll(Icons.emblem(statement.condition(), EMBLEM));
        }
        state.setAccessibleText(statement.word() + ". " + statement.sentence());
        entries.forEach((screen, entry) -> badge(screen, entry, screen.badge(snapshot)));
    }

    private void badge(Screen screen, Entry entry, int number) {
        var text = number > MOST ? MOST + "+" : Integer.toString(number);
        if (number == 0) {
            Kit.show(entry.badge(), false);
            entry.button().setAccessibleText(texts.get(screen.id() + ".title"));
        } else if (!text.equals(entry.badge().getText()) || !entry.badge().isVisible()) {
            entry.badge().setText(text);
            Kit.show(entry.badge(), true);
            entry.button().setAccessibleText(texts.get("shell.badge", texts.get(screen.id() + ".title"), number));
        }
    }
}
