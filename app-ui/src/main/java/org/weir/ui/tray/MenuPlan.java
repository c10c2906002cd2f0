package org.weir.ui.tray;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.weir.api.control.Status;
import org.weir.ui.engine.Snapshot;
import org.weir.ui.screen.CaptureActions;
import org.weir.ui.state.Condition;
import org.weir.ui.state.Statement;
import org.weir.ui.text.Formats;
import org.weir.ui.text.Texts;

/** What the menu says, given what is known. Pure. */
final class MenuPlan {
    private final Texts texts;

    MenuPlan(Texts texts) {
        this.texts = texts;
    }

    TrayMenu of(Snapshot snapshot, List<RecentApps.App> recent, long nowMs) {
        var statement = Statement.of(snapshot, texts);
        var condition = statement.condition();
        var usable = snapshot.link().usable();
        var paused = condition == Condition.PAUSED;
        var wanted = usable
                && snapshot.status() != null
                && snapshot.status().wanted().equals("on");
        return new TrayMenu(List.of(
                TrayMenu.Item.of(TrayMenu.STATUS, statement.word()).enabled(false),
                TrayMenu.Item.of(TrayMenu.OPEN, texts.get("tray.open")),
                TrayMenu.Item.of(TrayMenu.APPROVALS, texts.get("tray.approvals", snapshot.pending()))
                        .enabled(usable),
                TrayMenu.Item.separator(4),
                TrayMenu.Item.of(TrayMenu.PAUSE, texts.get("tray.pause"))
                        .with(pauses())
                        .enabled(wanted)
                        .visible(!paused),
                TrayMenu.Item.of(TrayMenu.RESUME, resume(snapshot.status(), nowMs))
                        .visible(paused)
                        .enabled(usable),
                TrayMenu.Item.of(TrayMenu.RECENT, texts.get("tray.recent"))
                        .with(recent(recent, usable))
                        .enabled(usable),
                TrayMenu.Item.separator(5),
                TrayMenu.Item.of(TrayMenu.TURN_OFF, texts.get("tray.turn-off"))
                        .enabled(usable)
                        .visible(wanted || paused || !usable),
                TrayMenu.Item.of(TrayMenu.TURN_ON, texts.get("tray.turn-on")).visible(usable && !wanted && !paused),
                TrayMenu.Item.of(TrayMenu.DIAGNOSTICS, texts.get("tray.diagnostics")),
                TrayMenu.Item.separator(6),
                TrayMenu.Item.of(TrayMenu.QUIT, texts.get("tray.quit")),
                TrayMenu.Item.of(TrayMenu.STOP, texts.get("tray.stop")).enabled(usable)));
    }

    private List<TrayMenu.Item> pauses() {
        var items = new ArrayList<TrayMenu.Item>();
        for (var i = 0; i < CaptureActions.PAUSES.size(); i++) {
            items.add(TrayMenu.Item.of(TrayMenu.PAUSE_FOR + i, words(CaptureActions.PAUSES.get(i))));
        }
        items.add(TrayMenu.Item.of(TrayMenu.PAUSE_UNTIL_RESTART, texts.get("tray.pause.restart")));
        return items;
    }

    private String words(Duration time) {
        return time.toMinutes() >= 60
                ? texts.get("shell.hours", time.toHours())
                : texts.get("shell.minutes", time.toMinutes());
    }

    /** To the minute: a label that changes every second would only flicker. */
    private String resume(Status status, long nowMs) {
        if (status == null || status.resumeAtMs() == null) {
            return texts.get("shell.resume");
        }
        var minutes = Math.max(1, (status.resumeAtMs() - nowMs + 59_999) / 60_000);
        return texts.get("tray.remaining", words(Duration.ofMinutes(minutes)));
    }

    private List<TrayMenu.Item> recent(List<RecentApps.App> apps, boolean usable) {
        var items = new ArrayList<TrayMenu.Item>();
        items.add(TrayMenu.Item.of(TrayMenu.RECENT_NONE, texts.get("tray.none"))
                .enabled(false)
                .visible(apps.isEmpty()));
        for (var i = 0; i < TrayMenu.RECENT_MOST; i++) {
            var id = TrayMenu.RECENT_APPS + 3 * i;
            var there = i < apps.size();
            var label = !there
                    ? "-"
                    : texts.get(
                            apps.get(i).inspected() ? "tray.state.inspect" : "tray.state.pass",
                            Formats.clean(apps.get(i).name()));
            items.add(TrayMenu.Item.of(id, label)
                    .visible(there)
                    .enabled(usable)
                    .with(List.of(
                            TrayMenu.Item.of(id + 1, texts.get("tray.inspect")),
                            TrayMenu.Item.of(id + 2, texts.get("tray.pass")))));
        }
        return items;
    }
}
