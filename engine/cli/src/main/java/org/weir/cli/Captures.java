package org.weir.cli;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.weir.api.control.CaptureSet;
import org.weir.api.control.ControlClient;
import org.weir.api.control.Status;
import org.weir.api.rpc.RpcException;

/** What the capture commands have in common. */
final class Captures {
    /** The kernel follows a wish within milliseconds; a command that shows the moment before would only confuse. */
    private static final long LOOK_AGAIN_MILLIS = 50;

    /** Two seconds: an interceptor that takes longer has something to tell, and the status tells it. */
    private static final int LOOKS = 40;

    private Captures() {}

    static int set(Weir weir, CaptureSet wish) {
        return weir.withEngine(client -> {
            StatusCommand.print(weir, settled(client, client.capture(wish)));
            return ExitCode.OK;
        });
    }

    private static Status settled(ControlClient client, Status first) throws IOException, RpcException {
        var status = first;
        try {
            for (var look = 0; look < LOOKS && underWay(status); look++) {
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
                status = client.status();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return status;
    }

    /** Whether the interceptor still does the opposite of what is wanted. */
    private static boolean underWay(Status status) {
        if (!status.interceptor().connected()) {
            return false;
        }
        var state = status.interceptor().state();
        return status.wanted().equals("on")
                ? state.equals("idle") || state.equals("lifted")
                : state.equals("capturing") || state.equals("holding");
    }
}
