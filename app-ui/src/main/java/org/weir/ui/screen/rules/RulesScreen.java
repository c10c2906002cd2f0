package org.weir.ui.screen.rules;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.weir.ui.engine.Snapshot;
import org.weir.ui.engine.Update;
import org.weir.ui.kit.EmptyState;
import org.weir.ui.kit.Kit;
import org.weir.ui.kit.Ticker;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.HttpRuleActions;
import org.weir.ui.screen.KeyAction;
import org.weir.ui.screen.RuleExchange;
import org.weir.ui.screen.Screen;
import org.weir.ui.text.Formats;

/** All rules and exceptions in the order in which they are asked. */
public final class RulesScreen implements Screen {
    /** Hits move on while one looks; more often nobody could read them. */
    private static final Duration COUNT = Duration.ofSeconds(2);

    private static final double LEAST_TABLE = 150;

    private final Desk desk;
    private final LineTexts texts;
    private final RuleDeeds deeds;
    private final RuleFacts facts;
    private final RuleTable table;
    private final RuleActionBar actions;
    private final RuleForm form;
    private final TestBox test;
    private final PresetsBox presets;
    private final TextField search = new TextField();
    private final Map<Part, ToggleButton> parts = new EnumMap<>(Part.class);
    private final StackPane front = new StackPane();
    private final ScrollPane panel = new ScrollPane(front);
    private final Label problems = Kit.paragraph("", "query-problem");
    private final Label hint = Kit.paragraph("", "text-muted");
    private final EmptyState empty;
    private final Ticker clock;
    private final VBox view;
    private Part part = Part.ALL;
    private Snapshot snapshot = Snapshot.NOTHING;
    private boolean emptyBySearch;

    public RulesScreen(Desk desk) {
        this.desk = desk;
        texts = new LineTexts(desk.texts());
        deeds = new RuleDeeds(desk);
        facts = new RuleFacts(desk, this::fill);
        empty = new EmptyState(Feather.LIST, desk.text("rules.empty.title"), desk.text("rules.empty.text"));
        table = new RuleTable(desk, texts, deeds, empty);
        table.view().setMinHeight(LEAST_TABLE);
        table.view().setPrefHeight(LEAST_TABLE);
        form = new RuleForm(desk, texts, deeds, this::open, () -> show(null));
        test = new TestBox(desk, texts, deeds, this::open, () -> show(null));
        presets = new PresetsBox(desk, deeds, () -> show(null));
        actions = new RuleActionBar(desk, this, new RuleExchange(desk));
        table.onSelect(line -> selected(line));
        panel.setFitToWidth(true);
        panel.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        panel.setFocusTraversable(false);
        panel.prefViewportHeightProperty().bind(front.heightProperty());
        view = new VBox(Kit.GAP, toolbar(), actions.view(), panel, problems, hint, table.view());
        view.getStyleClass().add("screen");
        VBox.setVgrow(table.view(), Priority.ALWAYS);
        VBox.setVgrow(panel, Priority.SOMETIMES);
        clock = new Ticker(COUNT, facts::count);
        show(null);
        selected(null);
    }

    private Node toolbar() {
        var group = new ToggleGroup();
        var row = Kit.row();
        for (var each : Part.values()) {
            var button = new ToggleButton(desk.text("rules.part." + each.word(), 0));
            button.setId("part-" + each.word());
            button.setToggleGroup(group);
            button.setSelected(each == part);
            button.setMinWidth(ToggleButton.USE_PREF_SIZE);
            button.setOnAction(event -> choose(each));
            parts.put(each, button);
            row.getChildren().add(button);
        }
        search.setId("rules-search");
        search.setPromptText(desk.text("rules.search"));
        search.setAccessibleText(desk.text("rules.search"));
        search.textProperty().addListener((property, was, is) -> fill());
        HBox.setHgrow(search, Priority.ALWAYS);
        row.getChildren().add(search);
        return row;
    }

    @Override
    public String id() {
        return "rules";
    }

    @Override
    public Ikon icon() {
        return Feather.LIST;
    }

    @Override
    public Node view() {
        return view;
    }

    @Override
    public void shown(Snapshot now) {
        snapshot = now;
        facts.follow(now);
        facts.count();
        fill();
        clock.start();
    }

    @Override
    public void hidden() {
        clock.stop();
    }

    @Override
    public void update(Update update) {
        snapshot = update.snapshot();
        facts.follow(snapshot);
        fill();
    }

    private List<Line> lines() {
        return Line.of(
                snapshot.rules().rules(), facts.http(), snapshot.approvals().items(), facts.hits());
    }

    private void fill() {
        var all = lines();
        for (var each : Part.values()) {
            parts.get(each)
                    .setText(desk.text(
                            "rules.part." + each.word(), each.of(all, "", texts).size()));
        }
        var usable = snapshot.link().usable();
        var found = part.of(all, search.getText(), texts);
        var bySearch = !search.getText().isBlank();
        if (found.isEmpty() && bySearch != emptyBySearch) {
            emptyBySearch = bySearch;
            empty.say(
                    bySearch ? Feather.SEARCH : Feather.LIST,
                    desk.text(bySearch ? "rules.empty.search" : "rules.empty.title"),
                    desk.text(bySearch ? "rules.empty.search.text" : "rules.empty.text"));
        }
        table.fill(found, usable);
        presets.draw(snapshot.rules().rules(), usable);
        var wrong = String.join(" ", snapshot.rules().problems());
        problems.setText(Formats.clean(wrong));
        Kit.show(problems, !wrong.isEmpty());
        selected(table.selected());
    }

    private void choose(Part next) {
        part = next;
        parts.get(next).setSelected(true);
        fill();
    }

    private void selected(@Nullable Line line) {
        actions.draw(line, snapshot.link().usable(), table::canMove);
        if (!snapshot.link().usable()) {
            hint.setText(desk.text("rules.away"));
        } else if (line == null) {
            hint.setText(desk.text("rules.hint"));
        } else {
            var warning = texts.warning(line);
            hint.setText(warning.isEmpty() ? desk.text("rules.hint." + kind(line)) : warning);
        }
    }

    private static String kind(Line line) {
        return switch (line) {
            case Line.OfRule rule -> "rule";
            case Line.OfHttp http -> "http";
            case Line.OfException learned -> "exception";
        };
    }

    /** One panel at a time, or none. */
    private void show(@Nullable Node content) {
        if (content == null) {
            front.getChildren().clear();
            table.view().requestFocus();
        } else {
            front.getChildren().setAll(content);
        }
        Kit.show(panel, content != null);
    }

    void add() {
        show(form.view());
        form.open(null);
    }

    void edit() {
        if (table.selected() instanceof Line.OfRule rule) {
            show(form.view());
            form.open(rule.rule());
        } else if (table.selected() instanceof Line.OfException learned) {
            desk.navigator().go("approvals", learned.item().id());
        } else if (table.selected() instanceof Line.OfHttp http) {
            desk.navigator().go(HttpRuleActions.SCREEN, http.key());
        }
    }

    void test() {
        show(test.view());
        test.open();
    }

    void presets() {
        show(presets.view());
        presets.open();
    }

    void remove() {
        var line = table.selected();
        if (line != null && snapshot.link().usable()) {
            deeds.remove(line);
        }
    }

    void move(int by) {
        table.moveSelected(by);
    }

    private void toggle() {
        var line = table.selected();
        if (line != null && snapshot.link().usable()) {
            deeds.enable(line, !line.enabled());
        }
    }

    /** What the engine has, for an export. */
    Snapshot snapshot() {
        return snapshot;
    }

    RuleFacts facts() {
        return facts;
    }

    RuleTable table() {
        return table;
    }

    /** The rule with that id, whatever is shown now. */
    @Override
    public void open(String what) {
        snapshot = desk.engine().snapshot();
        search.clear();
        choose(Part.ALL);
        table.select(what);
    }

    @Override
    public void search() {
        search.requestFocus();
    }

    @Override
    public void refresh() {
        facts.count();
        fill();
    }

    @Override
    public void escape() {
        if (front.getChildren().isEmpty()) {
            search.clear();
        }
        show(null);
    }

    @Override
    public List<KeyAction> keys() {
        return List.of(
                KeyAction.key(KeyCode.J, desk.text("rules.key.down"), () -> table.step(1)),
                KeyAction.key(KeyCode.K, desk.text("rules.key.up"), () -> table.step(-1)),
                KeyAction.alt(KeyCode.UP, desk.text("rules.key.earlier"), () -> move(-1)),
                KeyAction.alt(KeyCode.DOWN, desk.text("rules.key.later"), () -> move(1)),
                KeyAction.key(KeyCode.SPACE, desk.text("rules.key.toggle"), this::toggle),
                KeyAction.key(KeyCode.DELETE, desk.text("rules.key.remove"), this::remove),
                KeyAction.key(KeyCode.ENTER, desk.text("rules.key.edit"), this::edit),
                KeyAction.key(KeyCode.N, desk.text("rules.key.add"), this::add),
                KeyAction.key(KeyCode.T, desk.text("rules.key.test"), this::test));
    }
}
