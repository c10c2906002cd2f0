package org.weir.cli;

import java.util.concurrent.Callable;
import org.weir.api.control.Exchanges;
import org.weir.api.rpc.RpcCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir curl}. */
@Command(
        name = "curl",
        description =
                "A request as a curl command for a shell, exactly as it was sent, secrets included unless --redact.")
final class CurlCommand extends Subcommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "As 'weir exchanges' shows it.")
    private long id;

    @Option(names = "--redact", description = "Replace secrets; the command then does not do the same.")
    private boolean redact;

    @Override
    public Integer call() {
        var weir = weir();
        return weir.withEngine(client -> {
            var request = client.exchange(id, redact).request();
            var known = request.body().captured() == request.body().bytes();
            var body = request.body().bytes() > 0 && known ? Bodies.all(client, id, Exchanges.REQUEST) : null;
            var command = CurlText.of(request, body);
            if (!known) {
                weir.terminal()
                        .err()
                        .println("weir: the request's body ("
                                + Text.bytes(request.body().bytes())
                                + ") was not captured and is missing in the command");
            }
            weir.out()
                    .println(
                            weir.json()
                                    ? Json.of(RpcCodec.json()
                                            .createObjectNode()
                                            .put("curl", command)
                                            .put("complete", known))
                                    : command);
            return ExitCode.OK;
        });
    }
}
