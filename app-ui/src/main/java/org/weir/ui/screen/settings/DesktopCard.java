package org.weir.ui.screen.settings;

import java.util.List;
import javafx.scene.control.CheckBox;
import javafx.scene.control.TextArea;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.weir.ui.kit.Background;
import org.weir.ui.kit.Kit;
import org.weir.ui.kit.Sheet;
import org.weir.ui.prefs.Autostart;
import org.weir.ui.screen.Desk;

/** Start at login and notifications. */
final class DesktopCard {
    private static final int CONTENT_ROWS = 9;

    private final Desk desk;
    private final Sheet sheet;
    private final @Nullable Autostart autostart;
    private final CheckBox start;
    private final CheckBox notifications;
    private final VBox view;

    DesktopCard(Desk desk, Sheet sheet) {
        this.desk = desk;
        this.sheet = sheet;
        var config = desk.preferences().config();
        autostart = config == null ? null : Autostart.in(config, System.getProperty("weir.ui.program", "weir-ui"));
        start = Line.check("autostart", this::wantStart);
        notifications =
                Line.check("notifications", wanted -> desk.preferences().change(was -> was.withNotifications(wanted)));
        view = Kit.card(
                desk.text("settings.desktop"),
                Line.of(desk.text("settings.autostart"), desk.text("settings.autostart.hint"), start),
                Line.of(desk.text("settings.notifications"), desk.text("settings.notifications.hint"), notifications));
    }

    VBox view() {
        return view;
    }

    void show() {
        notifications.setSelected(Boolean.TRUE.equals(desk.preferences().get().notifications()));
        var file = autostart;
        if (file == null) {
            Kit.allow(start, desk.text("settings.autostart.nowhere"));
        } else {
            Background.run(file::exists, start::setSelected, e -> {});
        }
    }

    /** The box shows what is, so it goes back until the file is there. */
    private void wantStart(boolean wanted) {
        var file = autostart;
        if (file == null) {
            return;
        }
        if (!wanted) {
            change(false, () -> file.remove(), "settings.autostart.removed");
            return;
        }
        start.setSelected(false);
        var content = new TextArea(file.content());
        content.setEditable(false);
        content.setPrefRowCount(CONTENT_ROWS);
        content.getStyleClass().add("lines");
        content.setAccessibleText(desk.text("settings.autostart.file"));
        var go = Kit.button(
                null,
                desk.text("settings.autostart.write"),
                () -> {
                    sheet.close();
                    change(true, () -> file.write(), "settings.autostart.written");
                },
                "accent");
        go.setId("sheet-go");
        var body = Kit.column(
                Kit.paragraph(desk.text("settings.autostart.file"), "text-muted"),
                Kit.paragraph(file.file().toString(), "key"),
                content);
        sheet.show(desk.text("settings.autostart"), body, desk.text("settings.cancel"), List.of(go));
    }

    private interface Work {
        void run() throws java.io.IOException;
    }

    private void change(boolean then, Work work, String said) {
        Background.run(
                () -> {
                    work.run();
                    return then;
                },
                now -> {
                    start.setSelected(now);
                    desk.notices().done(desk.text(said));
                },
                e -> {
                    start.setSelected(!then);
                    desk.notices().failed(desk.text("settings.failed", String.valueOf(e.getMessage())));
                });
    }
}
