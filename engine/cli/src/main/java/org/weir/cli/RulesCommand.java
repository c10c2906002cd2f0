package org.weir.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Rule;
import org.weir.api.control.Rules;
import org.weir.api.rpc.RpcCodec;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code weir rules}. */
@Command(
        name = "rules",
        description = "Rules: the first that matches decides; no match is pass.",
        subcommands = RulesAddCommand.class)
final class RulesCommand implements Runnable {
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

    @Command(name = "list", description = "All rules, in the order in which they are asked.")
    int list() {
        return weir().withEngine(client -> {
            var listing = client.rules();
            if (weir().json()) {
                weir().out().println(Json.of(listing));
                return ExitCode.OK;
            }
            for (var problem : listing.problems()) {
                weir().out().println(Text.clean("problem: " + problem));
            }
            if (listing.rules().isEmpty()) {
                weir().out().println("no rules: every connection is passed");
                return ExitCode.OK;
            }
            print(listing);
            return ExitCode.OK;
        });
    }

    @Command(name = "remove", description = "Remove a rule.")
    int remove(@Parameters(paramLabel = "ID", description = "As 'weir rules list' shows it.") String id) {
        return weir().withEngine(client -> {
            client.removeRule(id);
            say("rule " + id + " is removed", RpcCodec.json().createObjectNode().put("removed", id));
            return ExitCode.OK;
        });
    }

    @Command(name = "move", description = "Ask a rule earlier or later.")
    int move(
            @Parameters(paramLabel = "ID", description = "As 'weir rules list' shows it.") String id,
            @Parameters(paramLabel = "INDEX", description = "Its new place; 0 is first.") int index) {
        return weir().withEngine(client -> {
            client.moveRule(id, index);
            say(
                    "rule " + id + " is at " + index,
                    RpcCodec.json().createObjectNode().put("id", id).put("index", index));
            return ExitCode.OK;
        });
    }

    @Command(name = "test", sortOptions = false, description = "Which rule would decide about such a connection?")
    int test(
            @Option(names = "--app", paramLabel = "PATH-OR-NAME") @Nullable String app,
            @Option(names = "--user", paramLabel = "USER") @Nullable String user,
            @Option(names = "--host", paramLabel = "NAME") @Nullable String host,
            @Option(names = "--address", paramLabel = "IP") @Nullable String address,
            @Option(names = "--port", paramLabel = "PORT") @Nullable Integer port,
            @Option(names = "--protocol", paramLabel = "WORD") @Nullable String protocol) {
        return weir().withEngine(client -> {
            var result = client.testRules(new Rules.TestParams(app, user, host, address, port, protocol));
            var text = result.decision() + ": " + result.reason()
                    + (result.compiled() ? " (the interceptor leaves it alone; the engine never sees it)" : "")
                    + (result.quicRefused() ? "; QUIC (UDP to port 443) is refused, so that the app uses TCP" : "");
            say(text, result);
            return ExitCode.OK;
        });
    }

    void say(String text, Object json) {
        weir().out().println(weir().json() ? Json.of(json) : Text.clean(text));
    }

    private void print(Rules.Listing listing) {
        var table = new Table(
                new Table.Column("#", false),
                new Table.Column("ID", false),
                new Table.Column("ACTION", true),
                new Table.Column("WHEN", true),
                new Table.Column("NOTE", true));
        var index = 0;
        for (var rule : listing.rules()) {
            table.row(
                    Integer.toString(index++),
                    rule.id(),
                    RuleTexts.action(rule),
                    RuleTexts.conditions(rule),
                    rule.note() == null ? "" : rule.note());
        }
        table.print(weir().out(), weir().terminal());
    }

    static String added(Rule rule, int index) {
        return "rule " + rule.id() + " is at " + index + ": " + RuleTexts.action(rule) + " when "
                + RuleTexts.conditions(rule);
    }
}
