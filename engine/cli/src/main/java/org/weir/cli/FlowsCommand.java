package org.weir.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.FlowFilter;
import org.weir.api.control.FlowView;
import org.weir.api.control.Flows;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code weir flows}. */
@Command(
        name = "flows",
        sortOptions = false,
        description =
                "Connections, newest first; with --watch as they come. --json prints {\"flows\":[...],\"total\":N},"
                        + " with --watch one flow a line.")
final class FlowsCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Weir parent;

    @Option(names = "--watch", description = "Go on showing what changes, until Ctrl-C.")
    private boolean watch;

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

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "" + Flows.DEFAULT_LIMIT,
            description = "At most so many, 1 to " + Flows.MAX_LIMIT + " (default: ${DEFAULT-VALUE}).")
    private int limit;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (limit < 1 || limit > Flows.MAX_LIMIT) {
            throw new CommandLine.ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "--limit: not from 1 to " + Flows.MAX_LIMIT);
        }
        var weir = Objects.requireNonNull(parent);
        var filter = new FlowFilter(app, user, host, address, port, decision, state, null, null);
        return watch ? new FlowsWatch(weir, filter, limit).run() : list(weir, filter);
    }

    private int list(Weir weir, FlowFilter filter) {
        return weir.withEngine(client -> {
            var page = client.flows(filter, limit);
            if (weir.json()) {
                weir.out().println(Json.of(page));
                return ExitCode.OK;
            }
            var table = FlowTexts.table();
            page.flows().forEach(flow -> table.row(FlowTexts.cells(flow)));
            table.print(weir.out(), weir.terminal());
            if (page.flows().size() < page.total()) {
                weir.out().println(page.flows().size() + " of " + page.total() + " shown; see --limit");
            }
            return ExitCode.OK;
        });
    }

    /** {@code weir flows close ID}. */
    @Command(name = "close", description = "End an open connection.")
    int close(@Parameters(paramLabel = "ID", description = "As 'weir flows' shows it.") long id) {
        var weir = Objects.requireNonNull(parent);
        return weir.withEngine(client -> {
            var closed = client.closeFlow(id);
            weir.out()
                    .println(
                            weir.json()
                                    ? Json.of(new Flows.Closed(closed))
                                    : closed ? "flow " + id + " is closed" : "flow " + id + " had ended by itself");
            return ExitCode.OK;
        });
    }

    /** Whether two views of a flow differ in more than their byte counters. */
    static boolean sameButBytes(FlowView a, FlowView b) {
        return a.state().equals(b.state())
                && Objects.equals(a.decision(), b.decision())
                && Objects.equals(a.inspection(), b.inspection())
                && Objects.equals(a.host(), b.host())
                && a.protocol().equals(b.protocol());
    }
}
