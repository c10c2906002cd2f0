package org.weir.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.CaptureSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir on}. */
@Command(name = "on", description = "Capture connections.")
final class OnCommand extends Subcommand implements Callable<Integer> {
    @Option(
            names = "--mode",
            paramLabel = "open|hold|closed",
            description =
                    "When the engine is lost: open lets connections go direct, hold keeps new ones waiting for up to"
                            + " 5 s first, closed refuses what should have been captured.")
    private @Nullable String mode;

    @Override
    public Integer call() {
        return Captures.set(weir(), CaptureSet.on(mode));
    }
}
