package org.weir.ui.screen.apps;

import java.util.EnumMap;
import java.util.Map;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.weir.ui.kit.Icons;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;
import org.weir.ui.text.Formats;

/** One app: who it is, what it did, and what becomes of its connections. Made once, redrawn while things change. */
final class AppCard {
    /** Two of them stand beside each other in a window of usual size. */
    static final double WIDTH = 470;

    private final Desk desk;
    private final AppDeeds deeds;
    private final Label name = Kit.label("", "card-title");
    private final Label seen = Kit.label("", "text-muted");
    private final Label path = Kit.label("", "text-muted");
    private final Label traffic = Kit.paragraph("", "text-muted");
    private final Label warning = Kit.paragraph("");
    private final Map<AppDefault.Choice, ToggleButton> choices = new EnumMap<>(AppDefault.Choice.class);
    private final Hyperlink wider = new Hyperlink();
    private final Button refusals;
    private final Button flows;
    private final VBox view;
    private AppBook.@Nullable Entry shown;
    private boolean usable = true;

    AppCard(Desk desk, AppDeeds deeds) {
        this.desk = desk;
        this.deeds = deeds;
        warning.setGraphic(Icons.of(Feather.ALERT_TRIANGLE, Icons.SMALL));
        warning.getGraphic().getStyleClass().add("tone-warning");
        flows = Kit.button(
                Feather.ACTIVITY,
                desk.text("apps.flows"),
                () -> entry(app -> desk.navigator().go("flows", "app:" + quoted(app.key()))),
                "small",
                "flat");
        refusals = Kit.button(
                Feather.INBOX,
                "",
                () -> entry(app -> desk.navigator().go("approvals", "app:" + app.key())),
                "small",
                "flat");
        wider.setOnAction(event -> entry(app -> {
            var rule = app.byDefault().wider();
            if (rule != null) {
                desk.navigator().go("rules", rule.id());
            }
        }));
        var head = Kit.row(name, Kit.spring(), seen);
        var links = new FlowPane(Kit.GAP, 2, flows, refusals, wider);
        links.setAlignment(Pos.CENTER_LEFT);
        view = Kit.card(null, head, path, traffic, warning, toggles(), links);
        view.setPrefWidth(WIDTH);
        view.setMaxWidth(WIDTH);
        view.getStyleClass().add("app-card");
    }

    private FlowPane toggles() {
        var group = new ToggleGroup();
        var row = new FlowPane(Kit.GAP, Kit.GAP);
        for (var choice : AppDefault.Choice.values()) {
            var button = new ToggleButton(desk.text("apps.choice." + choice.word()));
            button.setToggleGroup(group);
            button.setMinWidth(ToggleButton.USE_PREF_SIZE);
            button.setTooltip(new Tooltip(desk.text("apps.choice." + choice.word() + ".text")));
            button.setOnAction(event -> choose(choice));
            choices.put(choice, button);
            row.getChildren().add(button);
        }
        return row;
    }

    /** Something that is done with the app of this card. */
    @FunctionalInterface
    private interface Use {
        void with(AppBook.Entry app);
    }

    private void entry(Use use) {
        var app = shown;
        if (app != null) {
            use.with(app);
        }
    }

    private static String quoted(String text) {
        return text.indexOf(' ') < 0 ? text : '"' + text + '"';
    }

    VBox view() {
        return view;
    }

    /** Nothing when it is chosen already, or when there is no engine. */
    void choose(AppDefault.Choice choice) {
        entry(app -> {
            if (usable && app.byDefault().choice() != choice) {
                deeds.choose(app, choice, failure -> select(app.byDefault().choice()));
            }
            // Until the engine says so, what holds is what is shown.
            select(app.byDefault().choice());
        });
    }

    private void select(AppDefault.Choice choice) {
        choices.forEach((each, button) -> button.setSelected(each == choice));
    }

    void draw(AppBook.Entry app, boolean nowUsable) {
        if (app.equals(shown) && usable == nowUsable) {
            return;
        }
        var first = shown == null;
        shown = app;
        usable = nowUsable;
        var formats = desk.texts().formats();
        if (first) {
            name.setText(Formats.clean(app.name()));
            path.setText(Formats.clean(app.key()));
            path.setTooltip(new Tooltip(path.getText()));
            choices.forEach((choice, button) ->
                    button.setAccessibleText(desk.text("apps.choice.spoken", name.getText(), button.getText())));
        }
        seen.setText(desk.text("apps.seen", formats.moment(app.lastSeenMs(), System.currentTimeMillis())));
        traffic.setText(
                app.flows() == 0
                        ? desk.text("apps.traffic.none")
                        : desk.text(
                                "apps.traffic",
                                app.flows(),
                                app.open(),
                                formats.bytes(app.bytesUp()),
                                formats.bytes(app.bytesDown())));
        Kit.show(warning, app.identity() != Identity.STRONG);
        if (app.identity() != Identity.STRONG) {
            warning.setText(desk.text("apps.identity." + app.identity().word()));
        }
        select(app.byDefault().choice());
        choices.values().forEach(button -> {
            button.setDisable(!usable);
            button.setAccessibleHelp(usable ? button.getTooltip().getText() : desk.text("apps.away"));
        });
        refusals.setText(desk.text("apps.refusals", app.refusals()));
        Kit.show(refusals, app.refusals() > 0);
        drawWider(app);
    }

    private void drawWider(AppBook.Entry app) {
        var rule = app.byDefault().own() == null ? app.byDefault().wider() : null;
        Kit.show(wider, rule != null);
        if (rule != null) {
            wider.setText(desk.text("apps.wider", Formats.clean(rule.id()), Formats.clean(rule.action())));
        }
    }
}
