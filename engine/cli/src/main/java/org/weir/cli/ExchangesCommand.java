package org.weir.cli;

import java.util.concurrent.Callable;
import org.weir.api.control.ExchangeView;
import org.weir.api.control.Exchanges;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir exchanges}. */
@Command(
        name = "exchanges",
        sortOptions = false,
        description = "Requests and responses of inspected connections, newest first."
                + " --json prints {\"exchanges\":[...],\"more\":BOOL}.")
final class ExchangesCommand extends Subcommand implements Callable<Integer> {
    @Mixin
    private ExchangeOptions filter = new ExchangeOptions();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "" + Exchanges.DEFAULT_LIMIT,
            description = "At most so many (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Override
    public Integer call() {
        if (limit < 1) {
            throw wrong("--limit: not above 0");
        }
        var weir = weir();
        return weir.withEngine(client -> {
            var found = filter.find(client, limit, false);
            if (weir.json()) {
                weir.out().println(Json.of(found));
                return ExitCode.OK;
            }
            var table = new Table(
                    new Table.Column("ID", false),
                    new Table.Column("TIME", false),
                    new Table.Column("APP", true),
                    new Table.Column("METHOD", false),
                    new Table.Column("STATUS", false),
                    new Table.Column("URL", true),
                    new Table.Column("TYPE", true),
                    new Table.Column("SIZE", false),
                    new Table.Column("MS", false));
            found.exchanges().forEach(exchange -> table.row(cells(exchange)));
            table.print(weir.out(), weir.terminal());
            if (found.more()) {
                weir.out().println(found.exchanges().size() + " shown, there are more; see --limit");
            }
            return ExitCode.OK;
        });
    }

    private static String[] cells(ExchangeView exchange) {
        return new String[] {
            Long.toString(exchange.id()),
            Text.time(exchange.startedMs()),
            exchange.app(),
            exchange.method(),
            status(exchange),
            exchange.url(),
            exchange.mime() == null ? "-" : exchange.mime(),
            Text.bytes(exchange.responseBytes()),
            exchange.durationMs() == null ? "-" : Long.toString(exchange.durationMs())
        };
    }

    private static String status(ExchangeView exchange) {
        var status = exchange.status() == null
                ? exchange.state()
                : exchange.status() + (exchange.state().equals("done") ? "" : " " + exchange.state());
        return exchange.changed() ? status + "*" : status;
    }
}
