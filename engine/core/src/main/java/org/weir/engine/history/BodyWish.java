package org.weir.engine.history;

import java.util.List;
import org.weir.engine.flow.Flow;
import org.weir.engine.http.RequestHead;
import org.weir.engine.store.Glob;

/**
 * Of which exchanges the user wants bodies. Immutable; asked on event loops.
 *
 * @param limit bytes of one body
 */
record BodyWish(boolean on, List<Glob> hosts, List<AppPattern> apps, int limit) {
    /** With a slash it is compared with paths, without with names. */
    record AppPattern(Glob glob, boolean path) {}

    static BodyWish of(HistorySettings settings) {
        return new BodyWish(
                settings.captureBodies(),
                settings.bodyHosts().stream().map(Glob::new).toList(),
                settings.bodyApps().stream()
                        .map(glob -> new AppPattern(new Glob(glob), glob.indexOf('/') >= 0))
                        .toList(),
                settings.bodyLimitBytes());
    }

    boolean wants(Flow flow, RequestHead head) {
        return on && wantsHost(flow, head) && wantsApp(flow);
    }

    private boolean wantsHost(Flow flow, RequestHead head) {
        if (hosts.isEmpty()) {
            return true;
        }
        var host = ExchangeDetails.host(head, flow);
        return hosts.stream().anyMatch(glob -> glob.matches(host));
    }

    private boolean wantsApp(Flow flow) {
        if (apps.isEmpty()) {
            return true;
        }
        var app = flow.app();
        for (var pattern : apps) {
            if (!pattern.path() && pattern.glob().matches(app.name())) {
                return true;
            }
            var executable = app.executable();
            if (executable != null
                    && pattern.glob()
                            .matches(
                                    pattern.path()
                                            ? executable
                                            : executable.substring(executable.lastIndexOf('/') + 1))) {
                return true;
            }
            if (pattern.path() && app.script() != null && pattern.glob().matches(app.script())) {
                return true;
            }
        }
        return false;
    }
}
