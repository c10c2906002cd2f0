package org.weir.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir approvals}. */
@Command(
        name = "approvals",
        sortOptions = false,
        description = "Apps that refuse Weir's certificate, latest first; their connections are passed through."
                + " 'weir approve' decides. --json prints {\"items\":[...],\"total\":N,\"pending\":N}, with --watch one"
                + " such line for each change.")
final class ApprovalsCommand extends Subcommand implements Callable<Integer> {
    @Option(
            names = "--all",
            description = "Also what is decided, and servers that want a certificate which only the app has.")
    private boolean all;

    @Option(names = "--watch", description = "Go on showing what changes, until Ctrl-C.")
    private boolean watch;

    @Override
    public Integer call() {
        var weir = weir();
        return watch ? new ApprovalsWatch(weir, all).run() : list(weir);
    }

    private int list(Weir weir) {
        return weir.withEngine(client -> {
            var listing = client.approvals(all);
            if (weir.json()) {
                weir.out().println(Json.of(listing));
                return ExitCode.OK;
            }
            if (listing.items().isEmpty()) {
                weir.out().println(all ? "nothing is known or decided" : "no app refuses Weir's certificate");
                return ExitCode.OK;
            }
            var table = ApprovalTexts.table();
            listing.items().forEach(item -> table.row(ApprovalTexts.cells(item)));
            table.print(weir.out(), weir.terminal());
            if (listing.pending() > 0) {
                weir.out()
                        .println(listing.pending()
                                + " open; unanswered means passed through. Decide with: weir approve ID"
                                + " keep|try-once|inspect|block|fix-trust");
            }
            return ExitCode.OK;
        });
    }
}
