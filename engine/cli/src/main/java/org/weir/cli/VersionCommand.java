package org.weir.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Hello;
import org.weir.api.rpc.RpcCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code weir version}: works without the engine. */
@Command(name = "version", description = "This command's version.")
final class VersionCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Weir parent;

    @Override
    public Integer call() {
        var weir = Objects.requireNonNull(parent);
        weir.out()
                .println(
                        weir.json()
                                ? Json.of(RpcCodec.json()
                                        .createObjectNode()
                                        .put("version", Version.NUMBER)
                                        .put("protocol", Hello.PROTOCOL))
                                : "weir " + Version.NUMBER + " (control protocol " + Hello.PROTOCOL + ")");
        return ExitCode.OK;
    }
}
