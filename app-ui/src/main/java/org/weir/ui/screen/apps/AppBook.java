package org.weir.ui.screen.apps;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Approvals;
import org.weir.api.control.FlowApp;
import org.weir.api.control.FlowView;
import org.weir.api.control.Rule;

/** What is known of each app, out of flows, rules and the inbox. Pure. */
final class AppBook {
    private AppBook() {}

    /**
     * An app.
     *
     * @param key what a rule about it names: path of script or executable, else the name
     * @param refusals entries of the inbox: refusals that are remembered, or were decided
     */
    record Entry(
            String key,
            String name,
            @Nullable String executable,
            @Nullable String script,
            Identity identity,
            long lastSeenMs,
            long flows,
            long open,
            long bytesUp,
            long bytesDown,
            int refusals,
            AppDefault byDefault) {}

    /** What becomes of the sums while they are added up. */
    private static final class Sum {
        private FlowApp app;
        private Identity identity;
        private long lastSeenMs;
        private long flows;
        private long open;
        private long up;
        private long down;

        private Sum(FlowApp app) {
            this.app = app;
            this.identity = Identity.of(app);
        }

        private void add(FlowView flow) {
            flows++;
            open += flow.endedMs() == null ? 1 : 0;
            up += flow.bytesUp();
            down += flow.bytesDown();
            var seen = flow.endedMs() == null ? flow.startedMs() : flow.endedMs();
            if (seen >= lastSeenMs) {
                lastSeenMs = seen;
                app = flow.app();
                identity = Identity.of(app);
            }
        }
    }

    /** Latest first. Also apps that only the inbox knows. */
    static List<Entry> of(List<FlowView> flows, List<Rule> rules, List<Approvals.Item> inbox) {
        Map<String, Sum> sums = new LinkedHashMap<>();
        for (var flow : flows) {
            sums.computeIfAbsent(key(flow.app()), key -> new Sum(flow.app())).add(flow);
        }
        Map<String, Integer> refusals = new LinkedHashMap<>();
        for (var item : inbox) {
            refusals.merge(item.app().key(), 1, Integer::sum);
        }
        var all = new ArrayList<Entry>();
        sums.forEach((key, sum) -> all.add(new Entry(
                key,
                sum.app.name(),
                sum.app.executable(),
                sum.app.script(),
                sum.identity,
                sum.lastSeenMs,
                sum.flows,
                sum.open,
                sum.up,
                sum.down,
                refusals.getOrDefault(key, 0),
                AppDefault.of(rules, key, sum.app.name()))));
        for (var item : inbox) {
            var app = item.app();
            if (sums.putIfAbsent(app.key(), NOBODY) == null) {
                all.add(new Entry(
                        app.key(),
                        app.name(),
                        app.executable(),
                        app.script(),
                        Identity.of(app.executable(), app.script(), false),
                        item.lastSeenMs(),
                        0,
                        0,
                        0,
                        0,
                        refusals.getOrDefault(app.key(), 0),
                        AppDefault.of(rules, app.key(), app.name())));
            }
        }
        return all;
    }

    private static final Sum NOBODY = new Sum(new FlowApp(-1, 0, -1, null, "", null, null, false, 0, "none"));

    private static String key(FlowApp app) {
        return app.script() != null ? app.script() : app.executable() != null ? app.executable() : app.name();
    }
}
