package org.weir.cli;

import java.util.concurrent.Callable;
import org.weir.api.control.CaptureSet;
import picocli.CommandLine.Command;

/** {@code weir resume}. */
@Command(name = "resume", description = "End a pause.")
final class ResumeCommand extends Subcommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return Captures.set(weir(), CaptureSet.on(null));
    }
}
