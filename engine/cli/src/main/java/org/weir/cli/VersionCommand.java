package org.weir.cli;

import java.util.concurrent.Callable;
import org.weir.api.control.Hello;
import org.weir.api.rpc.RpcCodec;
import picocli.CommandLine.Command;

/** {@code weir version}: works without the engine. */
@Command(name = "version", description = "This command's version.")
final class VersionCommand extends Subcommand implements Callable<Integer> {
    @Override
    public Integer call() {
        say(
                "weir " + Version.NUMBER + " (control protocol " + Hello.PROTOCOL + ")",
                RpcCodec.json()
                        .createObjectNode()
                        .put("version", Version.NUMBER)
                        .put("protocol", Hello.PROTOCOL));
        return ExitCode.OK;
    }
}
