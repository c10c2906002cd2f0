package org.weir.ui.screen.flows;

import java.time.Duration;
import java.util.List;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.SplitPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.FlowView;
import org.weir.ui.engine.Snapshot;
import org.weir.ui.engine.Update;
import org.weir.ui.kit.Icons;
import org.weir.ui.kit.Kit;
import org.weir.ui.kit.Ticker;
import org.weir.ui.query.Query;
import org.weir.ui.query.Vocabulary;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.KeyAction;
import org.weir.ui.screen.Screen;
import org.weir.ui.screen.flows.detail.Drawer;

/** The live table of flows. */
public final class FlowsScreen implements Screen {
    /** Ages and durations move on by the second. */
    private static final Duration TICK = Duration.ofSeconds(1);

    private static final double TABLE_SHARE = 0.55;

    private final Desk desk;
    private final FlowModel model;
    private final FlowTable table;
    private final FlowActions actions;
    private final QueryBox query;
    private final ToggleButton freeze = new ToggleButton();
    private final Label count = Kit.label("", "text-muted");
    private final Drawer drawer;
    private final SplitPane split = new SplitPane();
    private final FlowsPlaceholder placeholder;
    private final OlderFlows older;
    private final OlderLine olderLine;
    private final Ticker clock = new Ticker(TICK, this::tick);
    private final VBox view;
    private Snapshot snapshot = Snapshot.NOTHING;

    public FlowsScreen(Desk desk) {
        this.desk = desk;
        actions = new FlowActions(desk);
        model = new FlowModel(new FlowTexts(desk.texts())::group);
        query = new QueryBox(desk.texts(), () -> Vocabulary.of(model.newest(Vocabulary.FLOWS)), this::filter);
        older = new OlderFlows(desk, model, this::count);
        olderLine = new OlderLine(desk, older);
        placeholder = new FlowsPlaceholder(desk, query::clear, older);
        table = new FlowTable(desk.texts(), model, placeholder.view());
        drawer = new Drawer(desk, actions, this::closeDrawer);
        count.setMinWidth(Region.USE_PREF_SIZE);
        view = new VBox(Kit.GAP, toolbar(), split, Kit.row(count, olderLine.view()));
        view.getStyleClass().add("screen");
        split.setOrientation(Orientation.VERTICAL);
        split.getItems().add(table.view());
        VBox.setVgrow(split, Priority.ALWAYS);
        table.onSelect(this::selected);
        table.view().setContextMenu(new RowMenu(desk.texts(), actions, table::selected));
        table.onHover(hovers -> freezeIf(hovers || freeze.isSelected()));
    }

    private Node toolbar() {
        var group = new ComboBox<Grouping>();
        group.getItems().setAll(Grouping.values());
        group.setValue(Grouping.NONE);
        group.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable Grouping by) {
                return by == null ? "" : desk.text("flows.group.by." + by.name().toLowerCase(java.util.Locale.ROOT));
            }

            @Override
            public @Nullable Grouping fromString(String text) {
                return null;
            }
        });
        group.setAccessibleText(desk.text("flows.group.name"));
        group.setId("group");
        group.valueProperty().addListener((property, was, is) -> {
            model.group(is);
            count();
        });
        freeze.setGraphic(Icons.of(Feather.PAUSE, Icons.SMALL));
        freeze.setId("freeze");
        Kit.named(freeze, desk.text("flows.freeze"));
        freeze.selectedProperty().addListener((property, was, is) -> freezeIf(is));
        var export = Kit.iconButton(
                Feather.DOWNLOAD,
                desk.text("flows.menu.har"),
                () -> actions.exportHar(null, view().getScene().getWindow()));
        export.setId("export");
        var filters = new SavedFilters(desk, query::text, query::text);
        return Kit.row(query, filters, group, freeze, export);
    }

    @Override
    public String id() {
        return "flows";
    }

    @Override
    public Ikon icon() {
        return Feather.ACTIVITY;
    }

    @Override
    public Node view() {
        return view;
    }

    @Override
    public void shown(Snapshot now) {
        snapshot = now;
        model.fill(desk.engine().flows());
        older.follow();
        drawer.refresh(this::latest);
        clock.start();
        tick();
        table.view().requestFocus();
    }

    @Override
    public void hidden() {
        clock.stop();
    }

    @Override
    public void update(Update update) {
        snapshot = update.snapshot();
        model.change(update.flows());
        older.follow();
        drawer.refresh(this::latest);
        count();
    }

    /** {@code id:N} opens that flow's details, {@code id:N:PART} a tab of them; anything else is a query. */
    @Override
    public void open(String what) {
        if (what.startsWith("id:")) {
            openFlow(what.split(":", 3));
            return;
        }
        query.text(what);
    }

    private void openFlow(String[] words) {
        try {
            var id = Long.parseLong(words[1]);
            var tab = words.length > 2 ? words[2] : "";
            if (model.find(id) == null) {
                query.clear();
                older.fetch(id, () -> openFlow(id, tab));
            } else {
                openFlow(id, tab);
            }
        } catch (NumberFormatException e) {
            // No flow of ours has such an id.
        }
    }

    private void openFlow(long id, String tab) {
        var row = model.find(id);
        if (row != null) {
            query.clear();
            table.select(row);
            openDrawer();
            drawer.open(tab);
        }
    }

    @Override
    public void search() {
        query.focus();
    }

    @Override
    public void refresh() {
        model.fill(desk.engine().flows());
        older.follow();
        count();
    }

    @Override
    public void escape() {
        if (split.getItems().size() > 1) {
            closeDrawer();
        } else {
            query.clear();
        }
    }

    @Override
    public List<KeyAction> keys() {
        return List.of(
                KeyAction.key(KeyCode.J, desk.text("flows.key.down"), () -> table.move(1)),
                KeyAction.key(KeyCode.K, desk.text("flows.key.up"), () -> table.move(-1)),
                KeyAction.key(KeyCode.ENTER, desk.text("flows.key.detail"), this::openDrawer),
                KeyAction.key(KeyCode.SPACE, desk.text("flows.key.freeze"), freeze::fire),
                KeyAction.key(KeyCode.I, desk.text("flows.key.inspect"), () -> decide("inspect")),
                KeyAction.key(KeyCode.P, desk.text("flows.key.pass"), () -> decide("pass")),
                KeyAction.key(KeyCode.B, desk.text("flows.key.block"), () -> decide("block")),
                KeyAction.key(KeyCode.O, desk.text("flows.key.older"), older::goOn),
                KeyAction.ctrl(
                        KeyCode.E,
                        desk.text("flows.key.export"),
                        () -> actions.exportHar(null, view.getScene().getWindow())),
                KeyAction.ctrl(KeyCode.L, desk.text("flows.key.clear"), query::clear));
    }

    private @Nullable FlowView latest(long id) {
        var row = model.find(id);
        return row == null ? null : row.view();
    }

    private void decide(String action) {
        var flow = table.selected();
        if (flow != null) {
            actions.decide(flow, FlowActions.Scope.PAIR, action);
        }
    }

    private void filter(Query wanted) {
        older.want(wanted);
        model.query(wanted);
        count();
    }

    private void freezeIf(boolean now) {
        model.freeze(now);
        count();
    }

    private void tick() {
        if (model.query().dependsOnTime() && !model.frozen()) {
            model.matchAll();
        }
        table.tick();
        count();
    }

    private void selected(@Nullable FlowView flow) {
        if (flow != null && split.getItems().size() > 1) {
            drawer.show(flow);
        }
    }

    private void openDrawer() {
        var flow = table.selected();
        if (flow == null) {
            table.toggleGroup();
            return;
        }
        if (split.getItems().size() == 1) {
            split.getItems().add(drawer.view());
            split.setDividerPositions(TABLE_SHARE);
        }
        drawer.show(flow);
    }

    private void closeDrawer() {
        split.getItems().remove(drawer.view());
        drawer.hide();
        table.view().requestFocus();
    }

    private void count() {
        var text = model.older() == 0
                ? desk.text("flows.count", model.matching(), model.total())
                : desk.text("flows.count.older", model.matching(), model.total(), model.older());
        var waiting = model.frozen() ? "   " + desk.text("flows.frozen", model.waiting()) : "";
        if (!count.getText().equals(text + waiting)) {
            count.setText(text + waiting);
        }
        table.dates(model.older() > 0);
        olderLine.draw(model.query());
        placeholder.draw(snapshot, model);
    }
}
