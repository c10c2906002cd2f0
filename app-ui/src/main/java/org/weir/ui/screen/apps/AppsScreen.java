package org.weir.ui.screen.apps;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.weir.ui.engine.Snapshot;
import org.weir.ui.engine.Update;
import org.weir.ui.kit.EmptyState;
import org.weir.ui.kit.Kit;
import org.weir.ui.kit.Picks;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.KeyAction;
import org.weir.ui.screen.Screen;

/** Cards of all apps that were seen. */
public final class AppsScreen implements Screen {
    /** Sums over thousands of flows need not be made four times a second. */
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** More cards cost more than they tell; the search finds the others. */
    private static final int MOST = 200;

    private final Desk desk;
    private final AppDeeds deeds;
    private final Map<String, AppCard> cards = new HashMap<>();
    private final FlowPane grid = new FlowPane(Kit.WIDE, Kit.WIDE);
    private final TextField search = new TextField();
    private final ComboBox<Sorting> sorting;
    private final Label away;
    private final Label count = Kit.label("", "text-muted");
    private final EmptyState empty;
    private final VBox view;
    private Snapshot snapshot = Snapshot.NOTHING;
    private long lastNanos = System.nanoTime() - EVERY_NANOS;

    public AppsScreen(Desk desk) {
        this.desk = desk;
        deeds = new AppDeeds(desk);
        sorting = Picks.of(
                "apps-sorting",
                desk.text("apps.sorting"),
                List.of(Sorting.values()),
                by -> desk.text("apps.sorting." + by.word()));
        sorting.valueProperty().addListener((property, was, is) -> fill());
        search.setId("apps-search");
        search.setPromptText(desk.text("apps.search"));
        search.setAccessibleText(desk.text("apps.search"));
        search.textProperty().addListener((property, was, is) -> fill());
        HBox.setHgrow(search, Priority.ALWAYS);
        away = Kit.paragraph(desk.text("apps.away"), "text-muted");
        empty = new EmptyState(Feather.GRID, desk.text("apps.empty.title"), desk.text("apps.empty.text"));
        var scroll = new ScrollPane(new StackPane(grid, empty));
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setFocusTraversable(false);
        view = new VBox(
                Kit.GAP,
                Kit.row(search, sorting),
                Kit.paragraph(desk.text("apps.hint"), "text-muted"),
                away,
                scroll,
                count);
        view.getStyleClass().add("screen");
        VBox.setVgrow(scroll, Priority.ALWAYS);
    }

    @Override
    public String id() {
        return "apps";
    }

    @Override
    public Ikon icon() {
        return Feather.GRID;
    }

    @Override
    public Node view() {
        return view;
    }

    @Override
    public void shown(Snapshot now) {
        snapshot = now;
        fill();
    }

    @Override
    public void update(Update update) {
        var rulesChanged =
                update.snapshot().rules().revision() != snapshot.rules().revision();
        var linkChanged = !update.snapshot().link().equals(snapshot.link());
        snapshot = update.snapshot();
        if (rulesChanged || linkChanged || System.nanoTime() - lastNanos >= EVERY_NANOS) {
            fill();
        }
    }

    private void fill() {
        lastNanos = System.nanoTime();
        var all = AppBook.of(
                desk.engine().flows(),
                snapshot.rules().rules(),
                snapshot.approvals().items());
        var part = search.getText().strip().toLowerCase(Locale.ROOT);
        var found = all.stream()
                .filter(app -> app.name().toLowerCase(Locale.ROOT).contains(part)
                        || app.key().toLowerCase(Locale.ROOT).contains(part))
                .sorted(sorting.getValue().comparator(desk.texts().locale()))
                .limit(MOST)
                .toList();
        var usable = snapshot.link().usable();
        var nodes = found.stream()
                .<Node>map(app -> {
                    var card = cards.computeIfAbsent(app.key(), key -> new AppCard(desk, deeds));
                    card.draw(app, usable);
                    return card.view();
                })
                .toList();
        // Cards that move under the pointer cannot be clicked: the order stays while the pointer is over them.
        var sameCards =
                grid.getChildren().size() == nodes.size() && grid.getChildren().containsAll(nodes);
        if (!nodes.equals(grid.getChildren()) && !(sameCards && grid.isHover())) {
            grid.getChildren().setAll(nodes);
        }
        Kit.show(away, !usable);
        Kit.show(empty, nodes.isEmpty());
        if (nodes.isEmpty()) {
            explain(all.isEmpty());
        }
        count.setText(desk.text("apps.count", found.size(), all.size()));
    }

    private void explain(boolean none) {
        empty.say(
                none ? Feather.GRID : Feather.SEARCH,
                desk.text(none ? "apps.empty.title" : "apps.empty.search"),
                desk.text(none ? "apps.empty.text" : "apps.empty.search.text"));
    }

    @Override
    public void open(String what) {
        search.setText(what);
    }

    @Override
    public void search() {
        search.requestFocus();
    }

    @Override
    public void refresh() {
        fill();
    }

    @Override
    public void escape() {
        search.clear();
    }

    @Override
    public List<KeyAction> keys() {
        return List.of(
                KeyAction.key(KeyCode.I, desk.text("apps.key.inspect"), () -> choose(AppDefault.Choice.INSPECT)),
                KeyAction.key(KeyCode.P, desk.text("apps.key.pass"), () -> choose(AppDefault.Choice.PASS)),
                KeyAction.key(KeyCode.B, desk.text("apps.key.block"), () -> choose(AppDefault.Choice.BLOCK)),
                KeyAction.key(KeyCode.X, desk.text("apps.key.none"), () -> choose(AppDefault.Choice.NONE)));
    }

    /** For the card that has the keyboard. */
    private void choose(AppDefault.Choice choice) {
        for (var node = view.getScene().getFocusOwner(); node != null; node = node.getParent()) {
            var at = node;
            var card = cards.values().stream()
                    .filter(each -> Objects.equals(each.view(), at))
                    .findFirst();
            if (card.isPresent()) {
                card.get().choose(choice);
                return;
            }
        }
    }
}
