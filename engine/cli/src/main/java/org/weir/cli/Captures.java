package org.weir.cli;

import org.weir.api.control.CaptureSet;

/** What the capture commands have in common. */
final class Captures {
    private Captures() {}

    static int set(Weir weir, CaptureSet wish) {
        return weir.withEngine(client -> {
            StatusCommand.print(weir, client.capture(wish));
            return ExitCode.OK;
        });
    }
}
