package org.weir.cli;

import org.jspecify.annotations.Nullable;
import org.weir.api.control.HttpRules;
import org.weir.api.rpc.RpcCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir http}. */
@Command(
        name = "http",
        description = "HTTP rules: change what inspected connections say. All that match are applied, in order.",
        subcommands = HttpAddCommand.class)
final class HttpCommand extends Subcommand implements Runnable {
    @Override
    public void run() {
        throw wrong("Which? list, add, remove, move or test");
    }

    @Command(name = "list", description = "All HTTP rules, in the order in which they are applied.")
    int list() {
        return weir().withEngine(client -> {
            var listing = client.httpRules();
            var table = new RuleTable("DOES");
            for (var rule : listing.rules()) {
                table.row(rule.id(), HttpTexts.actions(rule), HttpTexts.conditions(rule), rule.note());
            }
            return table.print(weir(), listing, listing.problems(), "no HTTP rules: nothing is changed");
        });
    }

    @Command(name = "remove", description = "Remove an HTTP rule.")
    int remove(@Parameters(paramLabel = "ID", description = "As 'weir http list' shows it.") String id) {
        return weir().withEngine(client -> {
            client.removeHttpRule(id);
            say(
                    "HTTP rule " + id + " is removed",
                    RpcCodec.json().createObjectNode().put("removed", id));
            return ExitCode.OK;
        });
    }

    @Command(name = "move", description = "Apply an HTTP rule earlier or later.")
    int move(
            @Parameters(paramLabel = "ID", description = "As 'weir http list' shows it.") String id,
            @Parameters(paramLabel = "INDEX", description = "Its new place; 0 is first.") int index) {
        return weir().withEngine(client -> {
            client.moveHttpRule(id, index);
            say(
                    "HTTP rule " + id + " is at " + index,
                    RpcCodec.json().createObjectNode().put("id", id).put("index", index));
            return ExitCode.OK;
        });
    }

    @Command(name = "test", sortOptions = false, description = "What would the rules do to such a request?")
    int test(
            @Parameters(paramLabel = "URL", description = "The whole URL.") String url,
            @Option(names = "--method", paramLabel = "M", description = "GET unless told.") @Nullable String method,
            @Option(names = "--app", paramLabel = "PATH-OR-NAME") @Nullable String app,
            @Option(names = "--user", paramLabel = "USER") @Nullable String user,
            @Option(names = "--content-type", paramLabel = "T", description = "Of the response; text/html unless told.")
                    @Nullable
                    String contentType) {
        return weir().withEngine(client -> {
            var result = client.testHttpRules(
                    new HttpRules.TestParams(url, method, AppPaths.resolved(app), user, contentType));
            if (weir().json()) {
                weir().out().println(Json.of(result));
                return ExitCode.OK;
            }
            weir().out().println(Text.clean(result.outcome()));
            for (var change : result.changes()) {
                weir().out().println(Text.clean("  " + change.rule() + ": " + change.what()));
            }
            if (!result.inspected()) {
                weir().out()
                        .println(Text.clean("note: such a connection is not inspected, so nothing is changed ("
                                + result.reason() + "); see 'weir inspect add'"));
            }
            return ExitCode.OK;
        });
    }
}
