package org.weir.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.HttpRules;
import org.weir.api.rpc.RpcCodec;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code weir http}. */
@Command(
        name = "http",
        description = "HTTP rules: change what inspected connections say. All that match are applied, in order.",
        subcommands = HttpAddCommand.class)
final class HttpCommand implements Runnable {
    @ParentCommand
    private @Nullable Weir parent;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                Objects.requireNonNull(spec).commandLine(), "Which? list, add, remove, move or test");
    }

    Weir weir() {
        return Objects.requireNonNull(parent);
    }

    @Command(name = "list", description = "All HTTP rules, in the order in which they are applied.")
    int list() {
        return weir().withEngine(client -> {
            var listing = client.httpRules();
            if (weir().json()) {
                weir().out().println(Json.of(listing));
                return ExitCode.OK;
            }
            for (var problem : listing.problems()) {
                weir().out().println(Text.clean("problem: " + problem));
            }
            if (listing.rules().isEmpty()) {
                weir().out().println("no HTTP rules: nothing is changed");
                return ExitCode.OK;
            }
            print(listing);
            return ExitCode.OK;
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

    void say(String text, Object json) {
        weir().out().println(weir().json() ? Json.of(json) : Text.clean(text));
    }

    private void print(HttpRules.Listing listing) {
        var table = new Table(
                new Table.Column("#", false),
                new Table.Column("ID", false),
                new Table.Column("DOES", true),
                new Table.Column("WHEN", true),
                new Table.Column("NOTE", true));
        var index = 0;
        for (var rule : listing.rules()) {
            table.row(
                    Integer.toString(index++),
                    rule.id(),
                    HttpTexts.actions(rule),
                    HttpTexts.conditions(rule),
                    rule.note() == null ? "" : rule.note());
        }
        table.print(weir().out(), weir().terminal());
    }
}
