package org.weir.ui.tray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.weir.ui.main.Fx;
import org.weir.ui.state.Condition;

/** What the tray is given to show. */
class TrayIconsTest {
    @BeforeAll
    static void start() {
        Fx.start();
    }

    /** A letter of another font in its place would be small and out of the middle. */
    @ParameterizedTest
    @EnumSource(Condition.class)
    void theShapeStandsInTheMiddleAndFillsTheIcon(Condition condition) {
        for (var picture : Fx.get(() -> TrayIcons.of(condition, false))) {
            var size = picture.size();
            var left = size;
            var right = -1;
            var top = size;
            var bottom = -1;
            for (var i = 0; i < size * size; i++) {
                // White on the condition's colour; the edges of the shape are in between.
                if (isLight(picture.argb()[i], condition.tone().rgb())) {
                    left = Math.min(left, i % size);
                    right = Math.max(right, i % size);
                    top = Math.min(top, i / size);
                    bottom = Math.max(bottom, i / size);
                }
            }
            assertThat(right - left + 1).as("%s, width at %d", condition, size).isGreaterThan(size * 2 / 5);
            assertThat((left + right + 1) / 2.0)
                    .as("%s, middle at %d", condition, size)
                    .isCloseTo(size / 2.0, within(size * 0.1));
            assertThat((top + bottom + 1) / 2.0)
                    .as("%s, height at %d", condition, size)
                    .isCloseTo(size / 2.0, within(size * 0.1));
        }
    }

    private static boolean isLight(int argb, int ground) {
        return argb >>> 24 == 0xff
                && ((argb >> 16 & 0xff) > (ground >> 16 & 0xff) + 60 || (argb >> 8 & 0xff) > (ground >> 8 & 0xff) + 60);
    }
}
