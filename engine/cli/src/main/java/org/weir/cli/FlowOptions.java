package org.weir.cli;

import org.jspecify.annotations.Nullable;
import org.weir.api.control.FlowFilter;
import org.weir.api.control.HistoryFilter;
import picocli.CommandLine.Option;

/** The filters of {@code weir flows} and {@code weir history}. */
final class FlowOptions {
    @Option(names = "--app", paramLabel = "GLOB", description = "Name of the app, or its path when GLOB has a slash.")
    private @Nullable String app;

    @Option(names = "--user", paramLabel = "USER", description = "User name or uid.")
    private @Nullable String user;

    @Option(names = "--host", paramLabel = "GLOB", description = "Name that the app asked for.")
    private @Nullable String host;

    @Option(names = "--address", paramLabel = "IP", description = "Original destination.")
    private @Nullable String address;

    @Option(names = "--port", paramLabel = "PORT", description = "Original destination's port.")
    private @Nullable Integer port;

    @Option(names = "--decision", paramLabel = "WORD", description = "pass, block, reroute or inspect.")
    private @Nullable String decision;

    @Option(names = "--state", paramLabel = "WORD", description = "open or ended.")
    private @Nullable String state;

    FlowFilter ofFlows() {
        return new FlowFilter(app, user, host, address, port, decision, state, null, null);
    }

    HistoryFilter ofHistory(@Nullable Long since, @Nullable Long until) {
        return new HistoryFilter(app, user, host, address, port, decision, state, since, until);
    }
}
