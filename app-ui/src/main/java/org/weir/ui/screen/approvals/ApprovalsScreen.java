package org.weir.ui.screen.approvals;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.Approvals;
import org.weir.ui.engine.Snapshot;
import org.weir.ui.engine.Update;
import org.weir.ui.kit.EmptyState;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.KeyAction;
import org.weir.ui.screen.Screen;

/** The inbox of apps that refuse inspection: what they did, and one key for what is to become of them. */
public final class ApprovalsScreen implements Screen {
    private static final double LEAST_TABLE = 130;
    private static final String OF_APP = "app:";

    private final Desk desk;
    private final ApprovalTexts texts;
    private final InboxTable table;
    private final DecisionPanel panel;
    private final TextField search = new TextField();
    private final Map<Folder, ToggleButton> folders = new EnumMap<>(Folder.class);
    private final EmptyState empty;
    private final VBox view;
    private Folder folder = Folder.WAITING;
    private Approvals.Listing listing = Snapshot.NOTHING.approvals();
    private boolean usable;
    private String why = "waiting";

    public ApprovalsScreen(Desk desk) {
        this.desk = desk;
        texts = new ApprovalTexts(desk.texts());
        panel = new DecisionPanel(desk, texts, new Deeds(desk, texts));
        empty = new EmptyState(
                Feather.INBOX, desk.text("approvals.empty.waiting"), desk.text("approvals.empty.waiting.text"));
        table = new InboxTable(desk, texts, empty);
        table.onSelect(items -> panel.show(items, usable));
        table.view().setMinHeight(LEAST_TABLE);
        table.view().setPrefHeight(LEAST_TABLE);
        // Above the list: notices at the window's lower edge would cover the buttons for the next decision.
        var above = new ScrollPane(panel.view());
        above.setFitToWidth(true);
        above.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        above.setFocusTraversable(false);
        above.prefViewportHeightProperty().bind(panel.view().heightProperty());
        above.visibleProperty().bind(panel.view().visibleProperty());
        above.managedProperty().bind(panel.view().visibleProperty());
        view = new VBox(
                Kit.GAP, toolbar(), Kit.paragraph(desk.text("approvals.hint"), "text-muted"), above, table.view());
        view.getStyleClass().add("screen");
        VBox.setVgrow(table.view(), Priority.ALWAYS);
        VBox.setVgrow(above, Priority.SOMETIMES);
    }

    private Node toolbar() {
        var group = new ToggleGroup();
        var row = Kit.row();
        for (var each : Folder.values()) {
            var button = new ToggleButton(desk.text("approvals.folder." + each.word(), 0));
            button.setId("folder-" + each.word());
            button.setToggleGroup(group);
            button.setSelected(each == folder);
            button.setMinWidth(ToggleButton.USE_PREF_SIZE);
            button.setOnAction(event -> {
                // One of them is always chosen.
                button.setSelected(true);
                choose(each);
            });
            folders.put(each, button);
            row.getChildren().add(button);
        }
        search.setId("approvals-search");
        search.setPromptText(desk.text("approvals.search"));
        search.setAccessibleText(desk.text("approvals.search"));
        search.textProperty().addListener((property, was, is) -> fill());
        HBox.setHgrow(search, Priority.ALWAYS);
        row.getChildren().add(search);
        return row;
    }

    @Override
    public String id() {
        return "approvals";
    }

    @Override
    public Ikon icon() {
        return Feather.INBOX;
    }

    @Override
    public Node view() {
        return view;
    }

    @Override
    public void shown(Snapshot snapshot) {
        draw(snapshot);
        table.view().requestFocus();
    }

    @Override
    public void update(Update update) {
        draw(update.snapshot());
    }

    private void draw(Snapshot snapshot) {
        usable = snapshot.link().usable();
        listing = snapshot.approvals();
        fill();
    }

    private void fill() {
        for (var each : Folder.values()) {
            folders.get(each)
                    .setText(desk.text(
                            "approvals.folder." + each.word(),
                            each.of(listing.items(), "").size()));
        }
        var items = folder.of(listing.items(), search.getText());
        explain(emptiness(items));
        table.fill(items);
        panel.show(table.selection(), usable);
    }

    private String emptiness(List<Approvals.Item> items) {
        if (!items.isEmpty()) {
            return why;
        }
        if (!search.getText().isBlank()) {
            return "search";
        }
        if (!usable && listing.items().isEmpty()) {
            return "away";
        }
        return folder == Folder.DECIDED ? "decided" : "waiting";
    }

    /** Only when it is another reason: a button that is made anew under the pointer cannot be clicked. */
    private void explain(String reason) {
        if (reason.equals(why)) {
            return;
        }
        why = reason;
        var icon = switch (reason) {
            case "search" -> Feather.SEARCH;
            case "away" -> Feather.WIFI_OFF;
            case "decided" -> Feather.CHECK;
            default -> Feather.INBOX;
        };
        var actions = reason.equals("search")
                ? new Node[] {Kit.button(Feather.X, desk.text("approvals.search.clear"), search::clear)}
                : new Node[0];
        empty.say(
                icon,
                desk.text("approvals.empty." + reason),
                desk.text("approvals.empty." + reason + ".text"),
                actions);
    }

    private void choose(Folder next) {
        folder = next;
        folders.get(next).setSelected(true);
        fill();
    }

    /** The entry with that id; {@code app:KEY}: all of that app. */
    @Override
    public void open(String what) {
        if (what.startsWith(OF_APP)) {
            search.setText(what.substring(OF_APP.length()));
            choose(Folder.ALL);
            return;
        }
        search.clear();
        listing = desk.engine().snapshot().approvals();
        usable = desk.engine().snapshot().link().usable();
        fill();
        if (!table.select(what)) {
            choose(Folder.ALL);
            table.select(what);
        }
        table.view().requestFocus();
    }

    @Override
    public int badge(Snapshot snapshot) {
        return snapshot.link().usable() ? snapshot.pending() : 0;
    }

    @Override
    public void search() {
        search.requestFocus();
    }

    @Override
    public void escape() {
        search.clear();
        table.view().requestFocus();
    }

    @Override
    public List<KeyAction> keys() {
        var keys = new ArrayList<KeyAction>();
        keys.add(KeyAction.key(KeyCode.J, desk.text("approvals.key.down"), () -> table.move(1)));
        keys.add(KeyAction.key(KeyCode.K, desk.text("approvals.key.up"), () -> table.move(-1)));
        keys.add(KeyAction.ctrl(
                KeyCode.A, desk.text("approvals.key.all"), table.view().getSelectionModel()::selectAll));
        for (var choice : Choices.ALL) {
            keys.add(KeyAction.key(
                    choice.key(), texts.decision(choice.decision()), () -> panel.decide(choice.decision())));
        }
        return keys;
    }
}
