package org.weir.ui.main;

import java.util.List;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.Screen;
import org.weir.ui.screen.approvals.ApprovalsScreen;
import org.weir.ui.screen.apps.AppsScreen;
import org.weir.ui.screen.flows.FlowsScreen;
import org.weir.ui.screen.home.HomeScreen;
import org.weir.ui.screen.http.HttpScreen;
import org.weir.ui.screen.rules.RulesScreen;
import org.weir.ui.screen.settings.SettingsScreen;
import org.weir.ui.screen.trust.TrustScreen;

/** All screens, in the rail's order; the first nine have Ctrl+1 to Ctrl+9. */
final class Screens {
    private Screens() {}

    static List<Screen> all(Desk desk) {
        return List.of(
                new HomeScreen(desk),
                new FlowsScreen(desk),
                new ApprovalsScreen(desk),
                new AppsScreen(desk),
                new RulesScreen(desk),
                new HttpScreen(desk),
                new TrustScreen(desk),
                new SettingsScreen(desk));
    }
}
