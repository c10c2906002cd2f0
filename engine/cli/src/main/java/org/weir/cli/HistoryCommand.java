package org.weir.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.FlowView;
import org.weir.api.control.History;
import org.weir.api.control.HistoryFilter;
import org.weir.api.rpc.RpcCodec;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code weir history}. */
@Command(
        name = "history",
        sortOptions = false,
        description = "Connections of this run of the engine and of earlier ones, newest first."
                + " --json prints {\"flows\":[...],\"more\":BOOL}.")
final class HistoryCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Weir parent;

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
            names = "--since",
            paramLabel = "TIME",
            converter = Times.class,
            description = "15m, 2h or 7d ago, or a date.")
    private @Nullable Long since;

    @Option(names = "--until", paramLabel = "TIME", converter = Times.class, description = "The same.")
    private @Nullable Long until;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "" + History.DEFAULT_LIMIT,
            description = "At most so many (default: ${DEFAULT-VALUE}).")
    private int limit;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    /** What was found, as JSON is printed. */
    record Found(List<FlowView> flows, boolean more) {}

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new CommandLine.ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "--limit: not above 0");
        }
        var weir = Objects.requireNonNull(parent);
        var filter = new HistoryFilter(app, user, host, address, port, decision, state, since, until);
        return weir.withEngine(client -> {
            var all = new ArrayList<FlowView>();
            var more = true;
            while (more && all.size() < limit) {
                var page = client.history(new History.FlowsParams(
                        filter,
                        Math.min(limit - all.size(), History.MAX_LIMIT),
                        all.isEmpty() ? null : all.getLast().id()));
                all.addAll(page.flows());
                more = page.more() && !page.flows().isEmpty();
            }
            if (weir.json()) {
                weir.out().println(Json.of(new Found(all, more)));
                return ExitCode.OK;
            }
            var table = FlowTexts.table();
            all.forEach(flow -> table.row(FlowTexts.cells(flow)));
            table.print(weir.out(), weir.terminal());
            if (more) {
                weir.out().println(all.size() + " shown, there are more; see --limit");
            }
            return ExitCode.OK;
        });
    }

    /** {@code weir history clear}. */
    @Command(name = "clear", description = "Forget all flows, exchanges and bodies on the disk. There is no way back.")
    int clear() {
        var weir = Objects.requireNonNull(parent);
        return weir.withEngine(client -> {
            client.clearHistory();
            weir.out()
                    .println(
                            weir.json()
                                    ? Json.of(RpcCodec.json().createObjectNode().put("cleared", true))
                                    : "the history is empty");
            return ExitCode.OK;
        });
    }
}
