package org.weir.ui.screen.settings;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.Check;
import org.weir.api.control.Settings;
import org.weir.ui.kit.Icons;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;
import org.weir.ui.text.Formats;

/** What the engine keeps, and for how long: its own settings, so they are read from it and written to it at once. */
final class KeptCard {
    /** What doctor calls the file of session secrets. */
    private static final String KEY_LOG = "key-log";

    private static final long MEBIBYTE = 1024 * 1024;

    private final Desk desk;
    private final Label away = Kit.paragraph("", "text-muted");
    private final ComboBox<Integer> days;
    private final ComboBox<Integer> size;
    private final CheckBox bodies;
    private final ComboBox<Integer> bodyDays;
    private final ComboBox<Integer> bodySize;
    private final CheckBox redact;
    private final VBox keyLog = Kit.column();
    private final List<Control> controls;
    private final VBox view;
    private Settings.@Nullable History shown;

    KeptCard(Desk desk) {
        this.desk = desk;
        days = Line.choice(
                "history-days", List.of(1, 7, 30, 90, 365), this::inDays, value -> set(history(value, null)));
        size = Line.choice(
                "history-mb", List.of(100, 500, 2_000, 10_000), this::inBytes, value -> set(history(null, value)));
        bodies = Line.check("capture-bodies", value -> set(captured(value, null, null)));
        bodyDays = Line.choice(
                "body-days", List.of(1, 7, 30, 90), this::inDays, value -> set(captured(null, value, null)));
        bodySize = Line.choice(
                "bodies-mb",
                List.of(256, 1_024, 4_096, 16_384),
                this::inBytes,
                value -> set(captured(null, null, value)));
        redact = Line.check("redact-stored", value -> set(redacted(value)));
        controls = List.of(days, size, bodies, bodyDays, bodySize, redact);
        Kit.show(keyLog, false);
        view = Kit.card(
                desk.text("settings.kept"),
                away,
                Line.of(desk.text("settings.days"), desk.text("settings.days.hint"), days),
                Line.of(desk.text("settings.size"), desk.text("settings.size.hint"), size),
                Line.of(desk.text("settings.bodies"), desk.text("settings.bodies.hint"), bodies),
                Line.of(desk.text("settings.body-days"), "", bodyDays),
                Line.of(desk.text("settings.body-size"), "", bodySize),
                Line.of(desk.text("settings.redact"), desk.text("settings.redact.hint"), redact),
                keyLog);
        allow(desk.text("settings.asking"));
    }

    VBox view() {
        return view;
    }

    /**
     * Asks the engine how it stands.
     *
     * @param usable whether it can be asked
     */
    void load(boolean usable) {
        if (!usable) {
            allow(desk.text("settings.away"));
            return;
        }
        desk.engine().ask(client -> client.settings()).whenComplete((settings, thrown) -> {
            if (thrown == null && settings.history() != null) {
                show(settings.history());
            } else {
                allow(desk.text("settings.unknown"));
            }
        });
        desk.engine().ask(client -> client.doctor()).thenAccept(report -> showKeyLog(report.checks()));
    }

    private void allow(String obstacle) {
        controls.forEach(control -> Kit.allow(control, obstacle));
        away.setText(obstacle);
        Kit.show(away, !obstacle.isEmpty());
    }

    private void show(Settings.History now) {
        shown = now;
        allow("");
        show(days, now.historyDays());
        show(size, now.historyMb());
        show(bodyDays, now.bodyDays());
        show(bodySize, now.bodiesMb());
        var capturing = Boolean.TRUE.equals(now.captureBodies());
        bodies.setSelected(capturing);
        redact.setSelected(Boolean.TRUE.equals(now.redactStored()));
        var off = capturing ? "" : desk.text("settings.bodies.off");
        Kit.allow(bodyDays, off);
        Kit.allow(bodySize, off);
    }

    private static void show(ComboBox<Integer> box, @Nullable Integer value) {
        if (value != null) {
            Line.set(box, value);
        }
    }

    /** What the engine answers is what is shown; when it refuses, what was. */
    private void set(Settings.History change) {
        desk.ask(
                client -> client.changeSettings(new Settings(change)),
                settings -> {
                    if (settings.history() != null) {
                        show(settings.history());
                    }
                },
                failure -> {
                    if (shown != null) {
                        show(shown);
                    }
                });
    }

    private static Settings.History history(@Nullable Integer days, @Nullable Integer size) {
        return new Settings.History(days, size, null, null, null, null, null, null, null, null, null);
    }

    private static Settings.History captured(@Nullable Boolean bodies, @Nullable Integer days, @Nullable Integer size) {
        return new Settings.History(null, null, bodies, null, null, null, size, days, null, null, null);
    }

    private static Settings.History redacted(boolean wanted) {
        return new Settings.History(null, null, null, null, null, null, null, null, wanted, null, null);
    }

    private String inDays(int count) {
        return desk.text("settings.in-days", count);
    }

    private String inBytes(int mebibytes) {
        return desk.texts().formats().bytes(mebibytes * MEBIBYTE);
    }

    /** The engine's own switch, given where it is started: it is shown, never hidden, and not set here. */
    private void showKeyLog(List<Check> checks) {
        var found = checks.stream().filter(check -> check.id().equals(KEY_LOG)).findFirst();
        Kit.show(keyLog, found.isPresent());
        found.ifPresent(check -> keyLog.getChildren().setAll(keyLogRow(check)));
    }

    private Node keyLogRow(Check check) {
        var icon = Icons.of(Feather.KEY, Icons.MEDIUM);
        icon.getStyleClass().add(check.severity().equals(Check.OK) ? "tone-quiet" : "tone-warning");
        var words = Kit.column(Kit.paragraph(Formats.clean(check.title()), "text-bold"));
        if (!check.detail().isEmpty()) {
            words.getChildren().add(Kit.paragraph(Formats.clean(check.detail()), "text-muted"));
        }
        return Kit.row(icon, words);
    }
}
