package org.weir.ui.tray;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.weir.api.control.Status;
import org.weir.ui.TestFlows;
import org.weir.ui.TestStatus;
import org.weir.ui.engine.Link;
import org.weir.ui.engine.Snapshot;
import org.weir.ui.text.Texts;

class MenuPlanTest {
    private static final long NOW = 1_790_000_000_000L;

    private final MenuPlan plan = new MenuPlan(new Texts(Locale.ENGLISH));

    private TrayMenu menu(Link link, Status status) {
        var nothing = Snapshot.NOTHING;
        return plan.of(
                new Snapshot(link, status, nothing.approvals(), nothing.rules(), nothing.traffic()), List.of(), NOW);
    }

    private static TrayMenu.Item item(TrayMenu menu, int id) {
        return menu.all().stream().filter(item -> item.id() == id).findFirst().orElseThrow();
    }

    @Test
    void idsAreUniqueAndTheSameInEveryState() {
        var ids = menu(Link.UP, TestStatus.of("observing")).all().stream()
                .map(TrayMenu.Item::id)
                .toList();
        assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
        for (var state : List.of("off", "inspecting", "paused", "degraded", "cannot-intercept")) {
            assertThat(menu(Link.UP, TestStatus.of(state)).all())
                    .extracting(TrayMenu.Item::id)
                    .isEqualTo(ids);
        }
        assertThat(menu(new Link(Link.State.AWAY, "x"), TestStatus.of("off")).all())
                .extracting(TrayMenu.Item::id)
                .isEqualTo(ids);
    }

    @Test
    void whileItRunsItCanBePausedOrTurnedOff() {
        var menu = menu(Link.UP, TestStatus.of("inspecting"));
        assertThat(item(menu, TrayMenu.PAUSE).visible()).isTrue();
        assertThat(item(menu, TrayMenu.PAUSE).children()).hasSize(4);
        assertThat(item(menu, TrayMenu.RESUME).visible()).isFalse();
        assertThat(item(menu, TrayMenu.TURN_OFF).visible()).isTrue();
        assertThat(item(menu, TrayMenu.TURN_ON).visible()).isFalse();
    }

    @Test
    void aPauseShowsWhatIsLeftAndCanBeEnded() {
        var menu = menu(Link.UP, TestStatus.paused(NOW + 14 * 60_000 + 1));
        assertThat(item(menu, TrayMenu.RESUME).visible()).isTrue();
        assertThat(item(menu, TrayMenu.RESUME).label()).isEqualTo("Resume now (15 minutes left)");
        assertThat(item(menu, TrayMenu.PAUSE).visible()).isFalse();
    }

    @Test
    void aPauseUntilRestartIsOfferedAndCanBeEnded() {
        assertThat(item(menu(Link.UP, TestStatus.of("observing")), TrayMenu.PAUSE_UNTIL_RESTART)
                        .label())
                .isEqualTo("Until Weir restarts");
        var menu = menu(Link.UP, TestStatus.of("paused"));
        assertThat(item(menu, TrayMenu.STATUS).label()).isEqualTo("Paused until restart");
        assertThat(item(menu, TrayMenu.RESUME).label()).isEqualTo("Resume now");
        assertThat(item(menu, TrayMenu.RESUME).visible()).isTrue();
    }

    @Test
    void withoutTheEngineOnlyWhatWorksCanBeChosen() {
        var menu = menu(new Link(Link.State.AWAY, "x"), TestStatus.of("inspecting"));
        assertThat(menu.items().stream()
                        .filter(item -> item.enabled() && item.visible() && !item.isSeparator())
                        .map(TrayMenu.Item::id))
                .containsExactly(TrayMenu.OPEN, TrayMenu.DIAGNOSTICS, TrayMenu.QUIT);
    }

    @Test
    void theLatestAppsComeFirst() {
        var recent = new RecentApps();
        recent.saw(List.of(TestFlows.flow(1, "a", "h", "pass", null), TestFlows.inspected(2, "b", "h")));
        recent.saw(List.of(TestFlows.flow(3, "a", "h", "pass", null)));
        for (var i = 0; i < 10; i++) {
            assertThat(recent.latest()).extracting(RecentApps.App::name).startsWith("a");
        }
        assertThat(recent.latest()).extracting(RecentApps.App::inspected).containsExactly(false, true);
        var menu = plan.of(Snapshot.NOTHING, recent.latest(), NOW);
        assertThat(item(menu, TrayMenu.RECENT_APPS).label()).isEqualTo("a (passed)");
        assertThat(item(menu, TrayMenu.RECENT_NONE).visible()).isFalse();
        assertThat(item(menu, TrayMenu.RECENT_APPS + 6).visible()).isFalse();
    }

    @Test
    void anOpenMenuIsToldOfChangesOnly() {
        var menu = new SniMenu(id -> {});
        menu.change(menu(Link.UP, TestStatus.of("inspecting")));
        assertThat(menu.change(menu(Link.UP, TestStatus.of("inspecting")))).isEmpty();
        assertThat(menu.change(menu(Link.UP, TestStatus.paused(NOW + 60_000))))
                .extracting(changed -> changed.id)
                .contains(TrayMenu.STATUS, TrayMenu.PAUSE, TrayMenu.RESUME)
                .doesNotContain(TrayMenu.OPEN, TrayMenu.QUIT);
    }
}
