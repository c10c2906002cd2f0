package org.weir.ui.main;

import java.util.List;
import javafx.scene.image.Image;
import javafx.scene.image.PixelWriter;
import javafx.scene.image.WritableImage;
import javafx.scene.paint.Color;

/**
 * The program's mark: water held by a weir, three waves of which the middle one is let through. Drawn here, so that no
 * picture has to be kept in several sizes.
 */
final class AppIcon {
    private static final int[] SIZES = {16, 32, 48, 64, 128};
    private static final Color GROUND = Color.web("#0b4f8a");
    private static final Color WATER = Color.web("#ffffff");
    private static final Color THROUGH = Color.web("#f5a524");

    private AppIcon() {}

    static List<Image> images() {
        return java.util.Arrays.stream(SIZES).mapToObj(AppIcon::draw).toList();
    }

    /** @param size of each side, in pixels */
    static Image draw(int size) {
        var image = new WritableImage(size, size);
        var pixels = image.getPixelWriter();
        for (var y = 0; y < size; y++) {
            for (var x = 0; x < size; x++) {
                paint(pixels, x, y, size);
            }
        }
        return image;
    }

    private static void paint(PixelWriter pixels, int x, int y, int size) {
        var u = (x + 0.5) / size;
        var v = (y + 0.5) / size;
        var inside = corner(u, v) * size;
        if (inside <= -0.5) {
            return;
        }
        var color = GROUND;
        for (var wave = 0; wave < 3; wave++) {
            var middle = 0.3 + 0.2 * wave + 0.045 * Math.sin(u * Math.PI * 4);
            var near = 0.055 - Math.abs(v - middle);
            var ends = Math.min(u - 0.18, 0.82 - u);
            var cover = Math.clamp(Math.min(near, ends) * size + 0.5, 0, 1);
            color = color.interpolate(wave == 1 ? THROUGH : WATER, cover);
        }
        pixels.setColor(x, y, color.deriveColor(0, 1, 1, Math.clamp(inside + 0.5, 0, 1)));
    }

    /** How far inside of a square with round corners. */
    private static double corner(double u, double v) {
        var radius = 0.22;
        var dx = Math.max(Math.abs(u - 0.5) - (0.5 - radius), 0);
        var dy = Math.max(Math.abs(v - 0.5) - (0.5 - radius), 0);
        return radius - Math.hypot(dx, dy);
    }
}
