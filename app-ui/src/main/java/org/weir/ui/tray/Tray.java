package org.weir.ui.tray;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Approvals;
import org.weir.ui.engine.Engine;
import org.weir.ui.engine.Update;
import org.weir.ui.screen.CaptureActions;
import org.weir.ui.state.ApprovalNews;
import org.weir.ui.state.Statement;
import org.weir.ui.text.Formats;
import org.weir.ui.text.Texts;

/** Keeps the icon and its menu as the engine is, and does what the user chooses. JavaFX thread only. */
public final class Tray implements AutoCloseable {
    /** More names would not fit into a notification. */
    private static final int NAMED = 3;

    private final Engine engine;
    private final Texts texts;
    private final TrayActions actions;
    private final Executor ui;
    private final TrayController controller;
    private final MenuPlan plan;
    private final RecentApps recent = new RecentApps();
    private final ApprovalNews news = new ApprovalNews();
    private Runnable unlisten = () -> {};
    private @Nullable TrayLook look;
    private @Nullable TrayMenu menu;
    private List<RecentApps.App> offered = List.of();
    private boolean visible;

    public Tray(Engine engine, Texts texts, TrayActions actions, Executor ui) {
        this(engine, texts, actions, ui, Trays.ofThisSystem());
    }

    Tray(Engine engine, Texts texts, TrayActions actions, Executor ui, TrayController controller) {
        this.engine = engine;
        this.texts = texts;
        this.actions = actions;
        this.ui = ui;
        this.controller = controller;
        plan = new MenuPlan(texts);
    }

    /** @param seen is told whether the icon is seen, each time that changes, and once soon */
    public void start(Consumer<Boolean> seen) {
        controller.start(
                id -> ui.execute(() -> chosen(id)),
                now -> ui.execute(() -> {
                    visible = now;
                    seen.accept(now);
                }));
        unlisten = engine.listen(this::update);
    }

    /** Whether there is an icon that a window could be brought back with. */
    public boolean isVisible() {
        return visible;
    }

    private void update(Update update) {
        recent.saw(update.flows().changed());
        var snapshot = update.snapshot();
        tell(news.next(snapshot, actions.inFront(), System.nanoTime()));
        var statement = Statement.of(snapshot, texts);
        var badge = snapshot.link().usable() ? snapshot.pending() : 0;
        var before = look;
        var changed =
                before == null || before.condition() != statement.condition() || (before.badge() > 0) != (badge > 0);
        var next = new TrayLook(
                statement.condition(),
                badge,
                texts.get("tray.tooltip", statement.word()),
                statement.sentence(),
                before != null && !changed ? before.pictures() : TrayIcons.of(statement.condition(), badge > 0));
        var apps = recent.latest();
        var planned = plan.of(snapshot, apps, System.currentTimeMillis());
        if (before == null || !next.same(before) || !planned.equals(menu)) {
            look = next;
            menu = planned;
            offered = apps;
            controller.show(next, planned);
        }
    }

    private void tell(List<Approvals.Item> items) {
        if (items.isEmpty() || !actions.notifies()) {
            return;
        }
        var apps = items.stream().map(item -> item.app().key()).distinct().count();
        var named = String.join(
                ", ",
                items.stream()
                        .limit(NAMED)
                        .map(item -> texts.get(
                                "tray.news.entry", Formats.clean(item.app().name()), Formats.clean(item.domain())))
                        .toList());
        controller.tell(new TrayMessage(
                texts.get("tray.news.title", apps),
                texts.get("tray.news.text", named, Math.max(0, items.size() - NAMED)),
                texts.get("tray.news.review")));
    }

    private void chosen(int id) {
        switch (id) {
            case TrayMenu.OPEN -> actions.open();
            case TrayMenu.APPROVALS -> actions.approvals();
            case TrayMenu.PAUSE_UNTIL_RESTART -> actions.pauseUntilRestart();
            case TrayMenu.RESUME, TrayMenu.TURN_ON -> actions.on();
            case TrayMenu.TURN_OFF -> actions.off();
            case TrayMenu.DIAGNOSTICS -> actions.copyDiagnostics();
            case TrayMenu.QUIT -> actions.quit();
            case TrayMenu.STOP -> actions.offAndQuit();
            default -> chosenNumbered(id);
        }
    }

    private void chosenNumbered(int id) {
        var pause = id - TrayMenu.PAUSE_FOR;
        if (pause >= 0 && pause < CaptureActions.PAUSES.size()) {
            actions.pause(CaptureActions.PAUSES.get(pause));
            return;
        }
        var app = id - TrayMenu.RECENT_APPS;
        if (app >= 0 && app / 3 < offered.size() && app % 3 != 0) {
            actions.decide(offered.get(app / 3), app % 3 == 1);
        }
    }

    @Override
    public void close() {
        unlisten.run();
        controller.close();
    }
}
