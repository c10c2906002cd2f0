package org.weir.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.FlowTls;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir flows tls}. */
@Command(
        name = "tls",
        sortOptions = false,
        description =
                "What a connection's TLS handshakes showed: the app's offer, certificates, the alert. --json prints"
                        + " what flows.tls answers.")
final class FlowTlsCommand extends Subcommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "As 'weir flows' shows it.")
    private long id;

    @Option(
            names = "--pem",
            paramLabel = "WHOSE",
            description =
                    "Only the certificates, in PEM: server (those that the server sent) or weir (those that the app"
                            + " was shown).")
    private @Nullable String pem;

    @Override
    public Integer call() {
        if (pem != null && !pem.equals("server") && !pem.equals("weir")) {
            throw wrong("--pem: '" + pem + "' is neither server nor weir");
        }
        var weir = weir();
        return weir.withEngine(client -> {
            var seen = client.flowTls(id);
            if (pem != null) {
                return certificates(weir, seen, pem.equals("server"));
            }
            if (weir.json()) {
                weir.out().println(Json.of(seen));
            } else {
                FlowTlsTexts.lines(seen, System.currentTimeMillis())
                        .forEach(line -> weir.out().println(Text.clean(line)));
            }
            return ExitCode.OK;
        });
    }

    private static int certificates(Weir weir, FlowTls seen, boolean ofServer) {
        var server = seen.server();
        var chain = ofServer ? (server == null ? null : server.chain()) : seen.presented();
        if (chain == null) {
            var why = FlowTlsTexts.missing(ofServer ? seen.serverMissing() : seen.presentedMissing());
            if (weir.json()) {
                weir.out().println(Json.error("failed", why));
            } else {
                weir.terminal().err().println("weir: no certificates: " + why);
            }
            return ExitCode.FAILED;
        }
        chain.certificates().forEach(certificate -> weir.out().print(certificate.pem()));
        return ExitCode.OK;
    }
}
