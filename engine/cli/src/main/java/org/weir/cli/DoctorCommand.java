package org.weir.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.weir.api.control.Check;
import org.weir.api.control.ControlClient;
import org.weir.api.rpc.RpcException;
import picocli.CommandLine.Command;

/** {@code weir doctor}: the engine's own look at things; without an engine, what can be seen from here. */
@Command(name = "doctor", description = "What works, what does not, and what to do about it.")
final class DoctorCommand extends Subcommand implements Callable<Integer> {
    @Override
    public Integer call() {
        var weir = weir();
        try (var client = ControlClient.connect(weir.socket(), Version.CLIENT)) {
            var report = client.doctor();
            print(weir, report);
            return report.checks().stream().anyMatch(check -> check.severity().equals(Check.ERROR))
                    ? ExitCode.DOCTOR_FOUND
                    : ExitCode.OK;
        } catch (RpcException e) {
            return new Session(weir).refused(e);
        } catch (IOException e) {
            print(weir, LocalDoctor.withoutEngine(weir.socket(), e, Path.of("/proc")));
            return ExitCode.NOT_REACHABLE;
        }
    }

    private static void print(Weir weir, Check.Report report) {
        if (weir.json()) {
            weir.out().println(Json.of(report));
        } else {
            report.checks().forEach(check -> print(weir.out(), check));
        }
    }

    static void print(PrintStream out, Check check) {
        out.println(Text.clean(String.format("%-8s %s", check.severity(), check.title())));
        if (!check.detail().isEmpty()) {
            out.println(Text.clean("         " + check.detail()));
        }
        if (check.fix() != null) {
            out.println(Text.clean("         to do: " + check.fix()));
        }
    }
}
