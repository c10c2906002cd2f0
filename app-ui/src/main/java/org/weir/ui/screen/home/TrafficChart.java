package org.weir.ui.screen.home;

import javafx.scene.AccessibleRole;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import org.weir.ui.engine.Traffic;

/** Stacked bars, one for each second of the last minute. Coloured by the style sheet. */
final class TrafficChart extends Pane {
    private static final double HEIGHT = 120;

    /** A second with less than this many connections leaves the scale as it is: single connections are no peak. */
    private static final double SMALLEST_SCALE = 4;

    /** A bar that is there at all is seen. */
    private static final double LEAST = 2;

    private static final double GAP = 2;

    /** From the ground up. */
    private static final String[] KINDS = {"chart-passed", "chart-inspected", "chart-blocked"};

    private final Region[][] bars = new Region[Traffic.SECONDS][KINDS.length];
    private Traffic shown = Traffic.NONE;

    TrafficChart() {
        getStyleClass().add("traffic-chart");
        setMinHeight(HEIGHT);
        setPrefHeight(HEIGHT);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        for (var second = 0; second < bars.length; second++) {
            for (var kind = 0; kind < KINDS.length; kind++) {
                var bar = new Region();
                bar.getStyleClass().addAll("chart-bar", KINDS[kind]);
                bar.setVisible(false);
                bar.setManaged(false);
                bars[second][kind] = bar;
                getChildren().add(bar);
            }
        }
    }

    void draw(Traffic traffic) {
        shown = traffic;
        requestLayout();
    }

    @Override
    protected void layoutChildren() {
        var width = getWidth() / Traffic.SECONDS;
        var scale = (getHeight() - 1) / Math.max(SMALLEST_SCALE, shown.peak());
        for (var second = 0; second < bars.length; second++) {
            var values = shown.seconds().get(second);
            var ground = getHeight();
            var heights = new double[] {values.passed(), values.inspected(), values.blocked()};
            for (var kind = 0; kind < KINDS.length; kind++) {
                var bar = bars[second][kind];
                var seen = heights[kind] > 0;
                bar.setVisible(seen);
                if (seen) {
                    var height = Math.max(LEAST, heights[kind] * scale);
                    ground -= height;
                    bar.resizeRelocate(
                            second * width, Math.max(0, ground), Math.max(1, width - GAP), Math.max(1, height - 1));
                }
            }
        }
    }
}
