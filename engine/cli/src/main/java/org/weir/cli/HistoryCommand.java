package org.weir.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.FlowView;
import org.weir.api.control.History;
import org.weir.api.rpc.RpcCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir history}. */
@Command(
        name = "history",
        sortOptions = false,
        description = "Connections of this run of the engine and of earlier ones, newest first."
                + " --json prints {\"flows\":[...],\"more\":BOOL}.")
final class HistoryCommand extends Subcommand implements Callable<Integer> {
    @Mixin
    private FlowOptions filter = new FlowOptions();

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

    /** What was found, as JSON is printed. */
    record Found(List<FlowView> flows, boolean more) {}

    @Override
    public Integer call() {
        if (limit < 1) {
            throw wrong("--limit: not above 0");
        }
        var weir = weir();
        var wanted = filter.ofHistory(since, until);
        return weir.withEngine(client -> {
            var all = new ArrayList<FlowView>();
            var more = true;
            while (more && all.size() < limit) {
                var page = client.history(new History.FlowsParams(
                        wanted,
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
        return weir().withEngine(client -> {
            client.clearHistory();
            say("the history is empty", RpcCodec.json().createObjectNode().put("cleared", true));
            return ExitCode.OK;
        });
    }
}
