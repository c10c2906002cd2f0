package org.weir.cli;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.RuleDraft;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir rules add}. */
@Command(
        name = "add",
        sortOptions = false,
        description = "Add a rule. Options that are not given match everything; all that are given must match.")
final class RulesAddCommand extends Subcommand implements Callable<Integer> {
    private static final Set<String> ACTIONS = Set.of("pass", "block", "reroute", "inspect");

    @Option(names = "--app", paramLabel = "NAME-OR-PATH", description = "Glob; on the path when it has a slash.")
    private @Nullable String app;

    @Option(names = "--user", paramLabel = "U", description = "User name or uid.")
    private @Nullable String user;

    @Option(names = "--domain", paramLabel = "PATTERN", description = "Exact name, *.suffix, or * (any name).")
    private @Nullable String domain;

    @Option(names = "--cidr", paramLabel = "C", description = "Address or network, IPv4 or IPv6.")
    private @Nullable String cidr;

    @Option(names = "--port", paramLabel = "P", description = "443, 8000-8100, or a comma list of both.")
    private @Nullable String port;

    @Option(names = "--protocol", paramLabel = "W", description = "tls, http, ssh, ...")
    private @Nullable String protocol;

    @Option(names = "--note", paramLabel = "T", description = "Your own words.")
    private @Nullable String note;

    @Option(
            names = "--on-refusal",
            paramLabel = "pass|block",
            description = "Of inspect: what becomes of an app's connections once it refused our certificate.")
    private @Nullable String onRefusal;

    @Option(names = "--at", paramLabel = "INDEX", description = "Its place; 0 is first (default: last).")
    private @Nullable Integer at;

    @Parameters(index = "0", paramLabel = "ACTION", description = "pass, block, reroute or inspect.")
    private @Nullable String action;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TARGET",
            description =
                    "Of a reroute: host:port, http://[user:password@]host:port or socks5://[user:password@]host:port.")
    private @Nullable String target;

    @Override
    public Integer call() {
        if (!ACTIONS.contains(action)) {
            throw wrong("'" + action + "' is none of pass, block, reroute, inspect");
        }
        if (Objects.equals(action, "reroute") == (target == null)) {
            throw wrong(target == null ? "reroute needs a TARGET" : "only reroute has a TARGET");
        }
        if (onRefusal != null && !Objects.equals(action, "inspect")) {
            throw wrong("only inspect has --on-refusal");
        }
        if (onRefusal != null && !onRefusal.equals("pass") && !onRefusal.equals("block")) {
            throw wrong("--on-refusal is pass or block");
        }
        return weir().withEngine(client -> {
            var path = AppPaths.resolved(app);
            var draft = new RuleDraft(null, path, user, domain, cidr, port, protocol, action, target, note, onRefusal);
            var added = client.addRule(draft, at);
            say(RulesCommand.added(added.rule(), added.index()) + AppPaths.note(app, path), added);
            return ExitCode.OK;
        });
    }
}
