package org.weir.ui.screen.home;

import java.time.Duration;
import javafx.geometry.Side;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.weir.ui.engine.Snapshot;
import org.weir.ui.kit.Icons;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.CaptureActions;
import org.weir.ui.screen.Desk;
import org.weir.ui.state.Condition;
import org.weir.ui.state.Statement;

/** How things stand, and the one thing that can be done about it. */
final class StateCard {
    private static final int EMBLEM = 56;

    private final Desk desk;
    private final CaptureActions capture;
    private final StackPane emblem = new StackPane();
    private final Label word = Kit.label("", "state-word");
    private final Label sentence = Kit.paragraph("", "text-muted");
    private final HBox action = Kit.row();
    private final HBox view;
    private @Nullable Statement shown;

    StateCard(Desk desk) {
        this.desk = desk;
        capture = new CaptureActions(desk);
        var words = new VBox(2, word, sentence);
        words.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(words, Priority.ALWAYS);
        view = Kit.row(emblem, words, action);
        view.setSpacing(Kit.WIDE);
        view.getStyleClass().addAll("card-area", "state-card");
    }

    Node view() {
        return view;
    }

    void draw(Snapshot snapshot) {
        var next = Statement.of(snapshot, desk.texts());
        if (next.equals(shown)) {
            return;
        }
        var before = shown;
        shown = next;
        word.setText(next.word());
        sentence.setText(next.sentence());
        if (before == null || before.condition() != next.condition()) {
            emblem.getChildren().setAll(Icons.emblem(next.condition(), EMBLEM));
            action.getChildren().setAll(actions(next.condition().action()));
        }
    }

    private Node[] actions(Condition.Action wanted) {
        return switch (wanted) {
            case NONE -> new Node[0];
            case PAUSE -> new Node[] {pauses()};
            case RESUME -> new Node[] {Kit.button(Feather.PLAY, desk.text("shell.resume"), capture::on, "accent")};
            case TURN_ON -> new Node[] {Kit.button(Feather.POWER, desk.text("shell.turn-on"), capture::on, "accent")};
            case RETRY ->
                new Node[] {
                    Kit.button(
                            Feather.REFRESH_CW,
                            desk.text("shell.retry"),
                            () -> desk.engine().retry())
                };
        };
    }

    private MenuButton pauses() {
        var menu = new MenuButton(desk.text("shell.pause"), Icons.of(Feather.PAUSE, Icons.SMALL));
        menu.setId("pause");
        menu.setMinWidth(javafx.scene.layout.Region.USE_PREF_SIZE);
        menu.setPopupSide(Side.BOTTOM);
        for (var time : CaptureActions.PAUSES) {
            menu.getItems().add(item(desk.text("shell.pause.for", words(time)), () -> capture.pause(time)));
        }
        menu.getItems().add(item(desk.text("shell.pause.restart"), capture::pauseUntilRestart));
        menu.getItems().add(new javafx.scene.control.SeparatorMenuItem());
        menu.getItems().add(item(desk.text("shell.turn-off"), capture::off));
        return menu;
    }

    private String words(Duration time) {
        return time.toMinutes() >= 60
                ? desk.text("shell.hours", time.toHours())
                : desk.text("shell.minutes", time.toMinutes());
    }

    private static MenuItem item(String text, Runnable action) {
        var item = new MenuItem(text);
        item.setOnAction(event -> action.run());
        return item;
    }
}
