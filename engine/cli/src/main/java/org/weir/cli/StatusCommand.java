package org.weir.cli;

import java.util.concurrent.Callable;
import org.weir.api.control.Status;
import picocli.CommandLine.Command;

/** {@code weir status}. */
@Command(name = "status", description = "How Weir stands.")
final class StatusCommand extends Subcommand implements Callable<Integer> {
    @Override
    public Integer call() {
        var weir = weir();
        return weir.withEngine(client -> {
            print(weir, client.status());
            return ExitCode.OK;
        });
    }

    static void print(Weir weir, Status status) {
        var out = weir.out();
        if (weir.json()) {
            out.println(Json.of(status));
            return;
        }
        out.println(status.state() + ": " + meaning(status));
        var flows = status.flows();
        out.printf(
                "flows        %d open, %d since start: %d passed, %d blocked, %d rerouted, %d inspected%n",
                flows.open(), flows.total(), flows.passed(), flows.blocked(), flows.rerouted(), flows.inspected());
        out.printf("traffic      %s up, %s down%n", Text.bytes(flows.bytesUp()), Text.bytes(flows.bytesDown()));
        out.printf("rules        %d%n", status.rules().count());
        if (status.approvals().pending() > 0) {
            out.printf(
                    "approvals    %d open; see 'weir approvals'%n",
                    status.approvals().pending());
        }
        var interceptor = status.interceptor();
        out.println(Text.clean("interceptor  "
                + (interceptor.connected()
                        ? interceptor.state() + ", attribution " + interceptor.attribution() + ", version "
                                + interceptor.version()
                        : "not connected")));
        out.printf(
                "engine       version %s, pid %d, up %s, mode %s%n",
                status.version(), status.pid(), Text.duration(status.uptimeMs()), status.mode());
        if (!status.problems().isEmpty()) {
            out.println();
            status.problems().forEach(problem -> DoctorCommand.print(out, problem));
        }
    }

    private static String meaning(Status status) {
        return switch (status.state()) {
            case "off" -> "nothing is captured, as you wished";
            case "paused" ->
                "nothing is captured until "
                        + (status.resumeAtMs() == null
                                ? "you resume it or the engine is started anew"
                                : Text.time(status.resumeAtMs()));
            case "inspecting" -> "connections are captured and shown; what your inspect rules name is decrypted";
            case "observing" -> "connections are captured and shown; none is decrypted";
            case "passing-through" -> "capture is wanted, but new connections go direct for now";
            case "degraded" -> "capture is on, but something is not as it should be";
            case "cannot-intercept" -> "no interceptor; connections go direct";
            default -> "a state that this version of weir does not know";
        };
    }
}
