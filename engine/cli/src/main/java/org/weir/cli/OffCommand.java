package org.weir.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.CaptureSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code weir off}. */
@Command(name = "off", description = "Capture nothing; open flows go on.")
final class OffCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Weir parent;

    @Override
    public Integer call() {
        return Captures.set(Objects.requireNonNull(parent), new CaptureSet(false, null, null));
    }
}
