package org.weir.ui.screen.home;

import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.weir.ui.engine.Traffic;
import org.weir.ui.kit.Icons;
import org.weir.ui.kit.Kit;
import org.weir.ui.text.Texts;

/** The last minute: a bar a second, and its sums. */
final class TrafficCard {
    private final Texts texts;
    private final TrafficChart chart = new TrafficChart();
    private final Label inspected = Kit.label("", "figure");
    private final Label passed = Kit.label("", "figure");
    private final Label blocked = Kit.label("", "figure");
    private final Label up = Kit.label("", "figure");
    private final Label down = Kit.label("", "figure");
    private final VBox view;
    private Traffic shown = Traffic.NONE;

    TrafficCard(Texts texts) {
        this.texts = texts;
        var legend = new HBox(
                Kit.WIDE * 2,
                entry("chart-inspected", texts.get("home.traffic.inspected"), inspected),
                entry("chart-passed", texts.get("home.traffic.passed"), passed),
                entry("chart-blocked", texts.get("home.traffic.blocked"), blocked),
                Kit.spring(),
                rate(Feather.ARROW_UP, texts.get("home.traffic.up"), up),
                rate(Feather.ARROW_DOWN, texts.get("home.traffic.down"), down));
        var axis = Kit.row(
                Kit.label(texts.get("home.traffic.ago"), "caption"),
                Kit.spring(),
                Kit.label(texts.get("home.traffic.now"), "caption"));
        view = Kit.card(texts.get("home.traffic.title"), legend, chart, axis);
        write(Traffic.NONE);
    }

    Node view() {
        return view;
    }

    void draw(Traffic traffic) {
        // Idle costs nothing: the same minute is not drawn again.
        if (!traffic.seconds().equals(shown.seconds())) {
            shown = traffic;
            chart.draw(traffic);
            write(traffic);
        }
    }

    private void write(Traffic traffic) {
        var seconds = traffic.seconds();
        var formats = texts.formats();
        inspected.setText(formats.number(Math.round(
                seconds.stream().mapToDouble(Traffic.Second::inspected).sum())));
        passed.setText(formats.number(
                Math.round(seconds.stream().mapToDouble(Traffic.Second::passed).sum())));
        blocked.setText(formats.number(
                Math.round(seconds.stream().mapToDouble(Traffic.Second::blocked).sum())));
        up.setText(texts.get(
                "home.traffic.rate", formats.bytes(Math.round(seconds.getLast().up()))));
        down.setText(texts.get(
                "home.traffic.rate", formats.bytes(Math.round(seconds.getLast().down()))));
        chart.setAccessibleText(
                texts.get("home.traffic.spoken", inspected.getText(), passed.getText(), blocked.getText()));
    }

    private static Node entry(String styleClass, String name, Label figure) {
        var swatch = new Region();
        swatch.getStyleClass().addAll("swatch", styleClass);
        return Kit.row(swatch, figure, Kit.label(name, "text-muted"));
    }

    private static Node rate(Feather icon, String name, Label figure) {
        var arrow = Icons.of(icon, Icons.SMALL);
        arrow.setAccessibleText(name);
        return Kit.row(arrow, figure);
    }
}
