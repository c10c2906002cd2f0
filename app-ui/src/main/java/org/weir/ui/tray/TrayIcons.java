package org.weir.ui.tray;

import java.util.List;
import javafx.scene.Group;
import javafx.scene.Scene;
import javafx.scene.SnapshotParameters;
import javafx.scene.paint.Color;
import javafx.scene.shape.Circle;
import javafx.scene.shape.Rectangle;
import org.weir.ui.kit.Icons;
import org.weir.ui.state.Condition;

/**
 * Draws the tray's icon: the condition's shape, white on its colour, readable on a light panel and on a dark one; with a
 * dot when approvals wait. JavaFX thread only.
 */
final class TrayIcons {
    /** What panels ask for at 100 % and at 200 %. */
    private static final int[] SIZES = {22, 24, 44, 48};

    private static final double ROUND = 0.42;
    private static final double GLYPH = 0.64;
    private static final double DOT = 0.22;
    private static final Color DOT_COLOR = Color.web("#f0793a");

    private TrayIcons() {}

    static List<TrayLook.Picture> of(Condition condition, boolean dot) {
        return java.util.Arrays.stream(SIZES)
                .mapToObj(size -> draw(condition, dot, size))
                .toList();
    }

    private static TrayLook.Picture draw(Condition condition, boolean dot, int size) {
        var ground = new Rectangle(size, size, rgb(condition.tone().rgb()));
        ground.setArcWidth(size * ROUND);
        ground.setArcHeight(size * ROUND);
        var glyph = Icons.of(Icons.of(condition.shape()), (int) Math.round(size * GLYPH));
        glyph.setStyle(glyph.getStyle() + "-fx-icon-color: white;");
        var picture = new Group(ground, glyph);
        // The glyph gets its font by a style, and styles apply within a scene only.
        new Scene(picture).getRoot().applyCss();
        var bounds = glyph.getLayoutBounds();
        glyph.setLayoutX((size - bounds.getWidth()) / 2 - bounds.getMinX());
        glyph.setLayoutY((size - bounds.getHeight()) / 2 - bounds.getMinY());
        if (dot) {
            var radius = size * DOT;
            var rim = new Circle(size - radius, radius, radius, Color.WHITE);
            picture.getChildren().addAll(rim, new Circle(size - radius, radius, radius * 0.78, DOT_COLOR));
        }
        var parameters = new SnapshotParameters();
        parameters.setFill(Color.TRANSPARENT);
        parameters.setViewport(new javafx.geometry.Rectangle2D(0, 0, size, size));
        var image = picture.snapshot(parameters, null);
        var reader = image.getPixelReader();
        var argb = new int[size * size];
        for (var y = 0; y < size; y++) {
            for (var x = 0; x < size; x++) {
                argb[y * size + x] = reader.getArgb(x, y);
            }
        }
        return new TrayLook.Picture(size, argb);
    }

    private static Color rgb(int value) {
        return Color.rgb(value >> 16 & 0xff, value >> 8 & 0xff, value & 0xff);
    }
}
