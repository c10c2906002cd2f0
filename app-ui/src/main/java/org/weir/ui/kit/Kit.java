package org.weir.ui.kit;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.Ikon;

/** Small builders: spacing and style classes are decided here, once. */
public final class Kit {
    /** The step of all distances. */
    public static final int GAP = 8;

    /** Between cards, and from the window's edge. */
    public static final int WIDE = 2 * GAP;

    private Kit() {}

    public static Label label(String text, String... styleClasses) {
        var label = new Label(text);
        label.getStyleClass().addAll(styleClasses);
        return label;
    }

    /** Wraps instead of being cut off. */
    public static Label paragraph(String text, String... styleClasses) {
        var label = label(text, styleClasses);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    public static Button button(@Nullable Ikon icon, String text, Runnable action, String... styleClasses) {
        var button = new Button(text);
        if (icon != null) {
            button.setGraphic(Icons.of(icon, Icons.SMALL));
        }
        button.getStyleClass().addAll(styleClasses);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(event -> action.run());
        return button;
    }

    /** A button that is only an icon says its name to screen readers and in a tooltip. */
    public static Button iconButton(Ikon icon, String name, Runnable action) {
        var button = new Button(null, Icons.of(icon, Icons.MEDIUM));
        button.getStyleClass().addAll("button-icon", "flat");
        button.setOnAction(event -> action.run());
        return named(button, name);
    }

    /** Gives a control without text its name. */
    public static <T extends Control> T named(T control, String name) {
        control.setAccessibleText(name);
        control.setTooltip(new javafx.scene.control.Tooltip(name));
        return control;
    }

    /**
     * Enables a control, or disables it and says why: to screen readers as its help, to everybody where the caller shows it.
     *
     * @param obstacle a sentence; "": there is none
     */
    public static void allow(Control control, String obstacle) {
        control.setDisable(!obstacle.isEmpty());
        control.setAccessibleHelp(obstacle.isEmpty() ? null : obstacle);
    }

    public static HBox row(Node... children) {
        var row = new HBox(GAP, children);
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }

    public static VBox column(Node... children) {
        return new VBox(GAP, children);
    }

    /** Takes what is left of a row or a column. */
    public static Region spring() {
        var spring = new Region();
        HBox.setHgrow(spring, Priority.ALWAYS);
        VBox.setVgrow(spring, Priority.ALWAYS);
        return spring;
    }

    /** A titled area. */
    public static VBox card(@Nullable String title, Node... children) {
        var card = new VBox(GAP);
        card.getStyleClass().add("card-area");
        if (title != null) {
            card.getChildren().add(label(title, "card-title"));
        }
        card.getChildren().addAll(children);
        return card;
    }

    /** Neither seen nor given room. */
    public static void show(Node node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }
}
