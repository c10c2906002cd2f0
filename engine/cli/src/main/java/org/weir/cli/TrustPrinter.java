package org.weir.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.trust.Plan;
import org.weir.trust.Trust;

/** Prints what {@code weir trust} found, did or would do. */
final class TrustPrinter {
    private final Weir weir;

    TrustPrinter(Weir weir) {
        this.weir = weir;
    }

    /** @param sourceLine what the user's shell has to do if the variables were written, or null */
    int outcomes(List<Trust.Outcome> outcomes, @Nullable String sourceLine) {
        var well = outcomes.stream().allMatch(Trust.Outcome::done);
        if (weir.json()) {
            weir.out().println(Json.of(outcomes));
        } else {
            var table = new Table(
                    new Table.Column("STORE", false), new Table.Column("DONE", false), new Table.Column("", true));
            outcomes.forEach(one -> table.row(one.store(), one.done() ? "yes" : "no", one.words()));
            table.print(weir.out(), weir.terminal());
            if (sourceLine != null
                    && outcomes.stream().anyMatch(one -> one.store().equals("env") && one.done())) {
                weir.out().println("put this line into ~/.profile or your shell's own file: " + sourceLine);
            }
        }
        return well ? ExitCode.OK : ExitCode.FAILED;
    }

    /** A plan is an answer, also when it says that nothing can be done. */
    int plans(List<Plan> plans) {
        if (weir.json()) {
            weir.out().println(Json.of(plans));
            return ExitCode.OK;
        }
        var table = new Table(
                new Table.Column("STORE", false), new Table.Column("WOULD", false), new Table.Column("", true));
        for (var one : plans) {
            if (!one.words().isEmpty()) {
                table.row(one.store(), "", one.words());
            }
            one.steps().forEach(step -> table.row(one.store(), step.action(), step.path()));
        }
        table.print(weir.out(), weir.terminal());
        return ExitCode.OK;
    }

    void lines(List<Trust.Line> lines) {
        var table = new Table(
                new Table.Column("STORE", false), new Table.Column("STATE", false), new Table.Column("", true));
        for (var line : lines) {
            table.row(line.store(), line.state().word(), TrustTexts.remark(line));
        }
        table.print(weir.out(), weir.terminal());
    }
}
