package org.weir.cli;

import org.jspecify.annotations.Nullable;
import org.weir.api.control.Rule;
import org.weir.api.control.Rules;
import org.weir.api.rpc.RpcCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir rules}. */
@Command(
        name = "rules",
        description = "Rules: the first that matches decides; no match is pass.",
        subcommands = RulesAddCommand.class)
final class RulesCommand extends Subcommand implements Runnable {
    @Override
    public void run() {
        throw wrong("Which? list, add, remove, move or test");
    }

    @Command(name = "list", description = "All rules, in the order in which they are asked.")
    int list() {
        return weir().withEngine(client -> {
            var listing = client.rules();
            var table = new RuleTable("ACTION");
            for (var rule : listing.rules()) {
                table.row(rule.id(), RuleTexts.action(rule), RuleTexts.conditions(rule), rule.note());
            }
            return table.print(weir(), listing, listing.problems(), "no rules: every connection is passed");
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

    static String added(Rule rule, int index) {
        return "rule " + rule.id() + " is at " + index + ": " + RuleTexts.action(rule) + " when "
                + RuleTexts.conditions(rule);
    }
}
