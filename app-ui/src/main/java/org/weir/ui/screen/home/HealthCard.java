package org.weir.ui.screen.home;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.Check;
import org.weir.ui.engine.Snapshot;
import org.weir.ui.kit.Icons;
import org.weir.ui.kit.Kit;
import org.weir.ui.kit.Ticker;
import org.weir.ui.screen.Desk;
import org.weir.ui.text.Formats;

/** What {@code doctor} finds that is not right, worst first, each with what helps. */
final class HealthCard {
    /** Doctor reads a handful of small files; this often it costs nothing. */
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    /** What goes away by itself in less is not worth a person's attention. */
    private static final long YOUNG_NANOS = 5_000_000_000L;

    private static final List<String> WORST_FIRST = List.of(Check.ERROR, Check.WARNING, Check.OK);

    private final Desk desk;
    private final Fixes fixes;
    private final VBox list = Kit.column();
    private final VBox view;
    private final Ticker clock = new Ticker(INTERVAL, this::ask);
    private final Map<String, Long> since = new HashMap<>();
    private List<Check> found = List.of();
    private List<Check> told = List.of();
    private List<Check> shown = List.of();
    private boolean asked;
    private boolean usable;

    HealthCard(Desk desk) {
        this.desk = desk;
        fixes = new Fixes(desk);
        view = Kit.card(desk.text("home.health.title"), list);
        view.setPrefWidth(420);
    }

    VBox view() {
        return view;
    }

    void start() {
        clock.start();
        ask();
    }

    void stop() {
        clock.stop();
    }

    void ask() {
        if (desk.engine().snapshot().link().usable()) {
            // No notice when it fails: nobody asked for it, and the state says what is wrong with the engine.
            desk.engine().ask(client -> client.doctor()).thenAccept(report -> {
                found = report.checks();
                asked = true;
                redraw();
            });
        }
    }

    void draw(Snapshot snapshot) {
        var now = snapshot.link().usable();
        var problems =
                snapshot.status() == null ? List.<Check>of() : snapshot.status().problems();
        if (now && (!usable || !problems.equals(told))) {
            told = problems;
            usable = true;
            ask();
        }
        usable = now;
        redraw();
    }

    private void redraw() {
        var next = !usable ? List.<Check>of() : old(found);
        if (!next.equals(shown) || list.getChildren().isEmpty()) {
            shown = next;
            fill();
        }
    }

    /** What is not right, and was not right some seconds ago. */
    private List<Check> old(List<Check> checks) {
        var now = System.nanoTime();
        var bad = checks.stream()
                .filter(check -> !check.severity().equals(Check.OK))
                .sorted(Comparator.comparingInt(check -> WORST_FIRST.indexOf(check.severity())))
                .toList();
        since.keySet().retainAll(bad.stream().map(Check::id).toList());
        var kept = new ArrayList<Check>();
        for (var check : bad) {
            if (now - since.computeIfAbsent(check.id(), id -> now) >= YOUNG_NANOS) {
                kept.add(check);
            }
        }
        return kept;
    }

    private void fill() {
        list.getChildren().clear();
        if (!shown.isEmpty()) {
            shown.stream().map(this::row).forEach(list.getChildren()::add);
            return;
        }
        var text = !usable ? "home.health.away" : asked ? "home.health.good" : "home.health.looking";
        list.getChildren()
                .add(Kit.row(
                        Icons.of(usable ? Feather.CHECK : Feather.MINUS, Icons.SMALL),
                        Kit.paragraph(desk.text(text), "text-muted")));
    }

    private Node row(Check check) {
        var bad = check.severity().equals(Check.ERROR);
        var icon = Icons.of(bad ? Feather.X_OCTAGON : Feather.ALERT_TRIANGLE, Icons.MEDIUM);
        icon.getStyleClass().add(bad ? "tone-bad" : "tone-warning");
        var words = new VBox(2, Kit.paragraph(Formats.clean(check.title()), "text-bold"));
        if (!check.detail().isEmpty()) {
            words.getChildren().add(Kit.paragraph(Formats.clean(check.detail()), "text-muted"));
        }
        HBox.setHgrow(words, Priority.ALWAYS);
        var row = Kit.row(icon, words);
        fixes.of(check).ifPresent(row.getChildren()::add);
        row.getStyleClass().add("list-row");
        return row;
    }
}
