package org.weir.ui.screen.settings;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.weir.ui.engine.Snapshot;
import org.weir.ui.engine.Update;
import org.weir.ui.kit.Kit;
import org.weir.ui.kit.Sheet;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.Screen;

/** Settings, diagnostics and the ways out. */
public final class SettingsScreen implements Screen {
    private final Sheet sheet;
    private final AppearanceCard appearance;
    private final DesktopCard desktop;
    private final KeptCard kept;
    private boolean usable;

    public SettingsScreen(Desk desk) {
        appearance = new AppearanceCard(desk);
        kept = new KeptCard(desk);
        var column = new VBox(Kit.WIDE);
        column.getStyleClass().add("screen");
        var scroll = new ScrollPane(column);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setFocusTraversable(false);
        sheet = new Sheet(scroll);
        desktop = new DesktopCard(desk, sheet);
        var report = new ReportSheet(desk, sheet);
        var guide = Kit.button(Feather.COMPASS, desk.text("shell.guide"), desk.navigator()::guide);
        guide.setId("settings-guide");
        column.getChildren()
                .setAll(
                        Kit.row(Kit.label(desk.text("settings.title"), "screen-title"), Kit.spring(), guide),
                        appearance.view(),
                        desktop.view(),
                        kept.view(),
                        Kit.card(desk.text("settings.test"), new SelfTest(desk).view()),
                        Kit.card(
                                desk.text("settings.report"),
                                Kit.paragraph(desk.text("settings.report.hint"), "text-muted"),
                                Kit.row(open(desk, report))),
                        new EmergencyCard(desk, sheet).view());
    }

    private static Button open(Desk desk, ReportSheet report) {
        var made = Kit.button(Feather.FILE_TEXT, desk.text("settings.report.open"), report::open);
        made.setId("report");
        return made;
    }

    @Override
    public String id() {
        return "settings";
    }

    @Override
    public Ikon icon() {
        return Feather.SETTINGS;
    }

    @Override
    public Node view() {
        return sheet.view();
    }

    @Override
    public void shown(Snapshot snapshot) {
        usable = snapshot.link().usable();
        refresh();
    }

    @Override
    public void update(Update update) {
        var now = update.snapshot().link().usable();
        if (now != usable) {
            usable = now;
            kept.load(usable);
        }
    }

    @Override
    public void refresh() {
        appearance.show();
        desktop.show();
        kept.load(usable);
    }

    @Override
    public void escape() {
        sheet.close();
    }
}
