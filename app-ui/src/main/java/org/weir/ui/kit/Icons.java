package org.weir.ui.kit;

import javafx.scene.Node;
import javafx.scene.layout.StackPane;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.weir.ui.state.Condition;
import org.weir.ui.state.Outcome;

/** The icons: one set (Feather) for everything. */
public final class Icons {
    /** Beside text. */
    public static final int SMALL = 15;

    /** In buttons and the rail. */
    public static final int MEDIUM = 17;

    /** For empty states. */
    public static final int LARGE = 40;

    private Icons() {}

    public static FontIcon of(Ikon icon, int size) {
        var made = new FontIcon(icon);
        // As a style of its own, beside the one that names the font: the theme's would be stronger than a value.
        made.setStyle(made.getStyle() + ";-fx-icon-size: " + size + "px;");
        // What it means is said by the text beside it, or by the control's accessible text.
        made.setAccessibleText("");
        return made;
    }

    /** The shape of a condition, as tray and window draw it. */
    public static Ikon of(Condition.Shape shape) {
        return switch (shape) {
            case SHIELD -> Feather.SHIELD;
            case EYE -> Feather.EYE;
            case CLOCK -> Feather.CLOCK;
            case ARROW -> Feather.FAST_FORWARD;
            case ALERT -> Feather.ALERT_TRIANGLE;
            case RING -> Feather.POWER;
            case CROSS -> Feather.X_OCTAGON;
            case DOTS -> Feather.MORE_HORIZONTAL;
            case PLUG -> Feather.WIFI_OFF;
        };
    }

    /** Of what became of a flow. */
    public static Ikon of(Outcome outcome) {
        return switch (outcome) {
            case INSPECTED -> Feather.EYE;
            case PASSED -> Feather.ARROW_RIGHT;
            case STEPPED_ASIDE -> Feather.CORNER_DOWN_RIGHT;
            case REFUSED -> Feather.ALERT_TRIANGLE;
            case FAILED -> Feather.ALERT_CIRCLE;
            case BLOCKED -> Feather.SLASH;
            case REROUTED -> Feather.SHUFFLE;
            case PENDING -> Feather.MORE_HORIZONTAL;
        };
    }

    /** White on a filled round ground in the condition's colour. */
    public static Node emblem(Condition condition, int size) {
        var glyph = of(of(condition.shape()), (int) Math.round(size * 0.52));
        glyph.getStyleClass().add("emblem-glyph");
        var ground = new StackPane(glyph);
        ground.getStyleClass().addAll("emblem", condition.tone().styleClass());
        ground.setMinSize(size, size);
        ground.setPrefSize(size, size);
        ground.setMaxSize(size, size);
        return ground;
    }
}
