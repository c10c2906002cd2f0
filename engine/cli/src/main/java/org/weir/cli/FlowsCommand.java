package org.weir.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.weir.api.control.FlowView;
import org.weir.api.control.Flows;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir flows}. */
@Command(
        name = "flows",
        subcommands = FlowTlsCommand.class,
        sortOptions = false,
        description =
                "Connections, newest first; with --watch as they come. --json prints {\"flows\":[...],\"total\":N},"
                        + " with --watch one flow a line.")
final class FlowsCommand extends Subcommand implements Callable<Integer> {
    @Option(names = "--watch", description = "Go on showing what changes, until Ctrl-C.")
    private boolean watch;

    @Mixin
    private FlowOptions filter = new FlowOptions();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "" + Flows.DEFAULT_LIMIT,
            description = "At most so many, 1 to " + Flows.MAX_LIMIT + " (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Override
    public Integer call() {
        if (limit < 1 || limit > Flows.MAX_LIMIT) {
            throw wrong("--limit: not from 1 to " + Flows.MAX_LIMIT);
        }
        var weir = weir();
        return watch ? new FlowsWatch(weir, filter.ofFlows(), limit).run() : list(weir);
    }

    private int list(Weir weir) {
        return weir.withEngine(client -> {
            var page = client.flows(filter.ofFlows(), limit);
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
        return weir().withEngine(client -> {
            var closed = client.closeFlow(id);
            say("flow " + id + (closed ? " is closed" : " had ended by itself"), new Flows.Closed(closed));
            return ExitCode.OK;
        });
    }

    /** Whether two views of a flow differ in their byte counters at most. */
    static boolean sameButBytes(FlowView a, FlowView b) {
        return a.state().equals(b.state())
                && Objects.equals(a.decision(), b.decision())
                && Objects.equals(a.inspection(), b.inspection())
                && Objects.equals(a.host(), b.host())
                && a.protocol().equals(b.protocol());
    }
}
