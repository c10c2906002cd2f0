package org.weir.cli;

import java.util.concurrent.Callable;
import org.weir.api.control.CaptureSet;
import picocli.CommandLine.Command;

/** {@code weir off}. */
@Command(name = "off", description = "Capture nothing; open flows go on.")
final class OffCommand extends Subcommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return Captures.set(weir(), CaptureSet.off());
    }
}
