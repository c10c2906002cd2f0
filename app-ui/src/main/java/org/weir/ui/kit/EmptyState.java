package org.weir.ui.kit;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.Ikon;

/** What stands where nothing is: why, and what to do about it. */
public final class EmptyState extends VBox {
    private static final double WIDTH = 420;

    private final Label title;
    private final Label text;
    private final HBox actions = new HBox(Kit.GAP);
    private final VBox picture = new VBox();

    public EmptyState(Ikon icon, String title, String text, Node... actions) {
        super(Kit.GAP);
        this.title = Kit.paragraph(title, "empty-title");
        this.text = Kit.paragraph(text, "text-muted");
        this.text.setMaxWidth(WIDTH);
        this.title.setMaxWidth(WIDTH);
        this.actions.setAlignment(Pos.CENTER);
        picture.setAlignment(Pos.CENTER);
        getStyleClass().add("empty-state");
        setAlignment(Pos.CENTER);
        getChildren().addAll(picture, this.title, this.text, this.actions);
        say(icon, title, text, actions);
    }

    /** Another reason for the same emptiness. */
    public void say(Ikon icon, String newTitle, String newText, Node... newActions) {
        picture.getChildren().setAll(Icons.of(icon, Icons.LARGE));
        title.setText(newTitle);
        text.setText(newText);
        actions.getChildren().setAll(newActions);
        Kit.show(actions, newActions.length > 0);
    }
}
