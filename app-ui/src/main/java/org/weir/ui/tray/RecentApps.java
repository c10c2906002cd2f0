package org.weir.ui.tray;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.FlowView;
import org.weir.ui.state.Outcome;

/** The apps that connected last, latest first. Not thread-safe. */
public final class RecentApps {
    private final LinkedHashMap<String, App> apps = new LinkedHashMap<>();

    /**
     * @param rule what a rule has to name: the path of script or executable, else the name
     * @param inspected whether its latest connection was
     */
    public record App(String name, String rule, boolean inspected) {}

    void saw(List<FlowView> flows) {
        for (var flow : flows) {
            var name = flow.app().name();
            var rule = first(flow.app().script(), flow.app().executable(), name);
            // Taken out first: the one that was used last stands last.
            apps.remove(rule);
            apps.put(rule, new App(name, rule, Outcome.of(flow) == Outcome.INSPECTED));
            if (apps.size() > TrayMenu.RECENT_MOST) {
                apps.remove(apps.firstEntry().getKey());
            }
        }
    }

    private static String first(@Nullable String... texts) {
        for (var text : texts) {
            if (text != null && !text.isEmpty()) {
                return text;
            }
        }
        return "";
    }

    List<App> latest() {
        return new ArrayList<>(apps.values()).reversed();
    }
}
