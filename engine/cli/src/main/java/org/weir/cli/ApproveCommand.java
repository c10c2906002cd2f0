package org.weir.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Approvals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir approve}. */
@Command(
        name = "approve",
        sortOptions = false,
        description = "Decide about an app that refuses Weir's certificate, or take the last decision back.")
final class ApproveCommand extends Subcommand implements Callable<Integer> {
    private static final List<String> DECISIONS =
            List.of("keep", "try-once", "inspect", "block", "fix-trust", "forget");
    private static final List<String> SCOPES = List.of("host", "domain", "app");
    private static final List<String> DURATIONS = List.of("once", "1h", "app", "restart", "30d", "ever");

    @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = "As 'weir approvals' shows it.")
    private @Nullable String id;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DECISION",
            description =
                    "keep (pass through), try-once (inspect the next connection, to see), inspect (even if it refuses"
                            + " again), block, fix-trust (say what would make the app accept), forget (what was decided there).")
    private @Nullable String decision;

    @Option(
            names = "--scope",
            paramLabel = "host|domain|app",
            description = "The hosts of the entry, their whole domain (default), or the whole app.")
    private @Nullable String scope;

    @Option(
            names = "--for",
            paramLabel = "once|1h|app|restart|30d|ever",
            description =
                    "How long: one connection, an hour, until the app quits, until the engine restarts, 30 days, for"
                            + " ever (default).")
    private @Nullable String duration;

    @Option(names = "--undo", description = "Take the last decision back.")
    private boolean undo;

    @Override
    public Integer call() {
        if (undo) {
            if (id != null || decision != null || scope != null || duration != null) {
                throw wrong("--undo stands alone");
            }
            return takeBack();
        }
        if (id == null || decision == null) {
            throw wrong("an ID and a DECISION, or --undo");
        }
        check("DECISION", decision, DECISIONS);
        check("--scope", scope, SCOPES);
        check("--for", duration, DURATIONS);
        return decide();
    }

    private int decide() {
        var weir = weir();
        return weir.withEngine(client -> {
            var done = client.decide(new Approvals.DecideParams(id, decision, scope, duration));
            if (weir.json()) {
                weir.out().println(Json.of(done));
                return ExitCode.OK;
            }
            weir.out().println(Text.clean(done.effect()));
            var trust = done.trust();
            if (trust != null) {
                weir.out().println(Text.clean(trust.text()));
                if (trust.command() != null) {
                    weir.out().println(Text.clean("  " + trust.command()));
                }
            }
            return ExitCode.OK;
        });
    }

    private int takeBack() {
        return weir().withEngine(client -> {
            var undone = client.undoDecision(null);
            say("taken back: " + undone.effect(), undone);
            return ExitCode.OK;
        });
    }

    private void check(String what, @Nullable String word, List<String> words) {
        if (word != null && !words.contains(word)) {
            throw wrong(what + ": '" + word + "' is none of " + String.join(", ", words));
        }
    }
}
