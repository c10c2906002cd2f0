package org.weir.engine.control;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.api.control.Check;
import org.weir.engine.intercept.Capture;

/** Looks at everything that has to be right, and says it in words. Reads only; takes milliseconds; any thread. */
public final class Doctor implements Supplier<Check.Report> {
    private static final Logger LOG = LoggerFactory.getLogger(Doctor.class);

    private final List<Supplier<Check>> checks = new ArrayList<>();
    private final Supplier<List<Check>> more;

    /**
     * @param state the engine's state folder, or null
     * @param more problems that others know of
     */
    public Doctor(Capture capture, RuleAdmin rules, @Nullable Path state, Supplier<List<Check>> more) {
        this(capture, rules, more, new MachineChecks(new ProcFiles(Path.of("/proc")), state, Clock.systemUTC()));
    }

    Doctor(Capture capture, RuleAdmin rules, Supplier<List<Check>> more, MachineChecks machine) {
        var captureChecks = new CaptureChecks(capture);
        checks.add(captureChecks::interceptor);
        checks.add(captureChecks::attribution);
        checks.add(captureChecks::guard);
        checks.add(captureChecks::repairs);
        checks.add(() -> StatusProblems.ofRules(rules.list())
                .orElseGet(() -> Check.ok(
                        "rules-file",
                        "The rules are in order",
                        rules.list().rules().size() + " rules")));
        checks.add(machine::privileges);
        checks.add(machine::descriptors);
        checks.add(machine::stateFolder);
        checks.add(machine::ipv6);
        checks.add(machine::clock);
        checks.add(machine::otherTools);
        this.more = more;
    }

    @Override
    public Check.Report get() {
        var all = new ArrayList<Check>();
        for (var check : checks) {
            try {
                all.add(check.get());
            } catch (RuntimeException e) {
                // One look that fails must not hide what the others saw.
                LOG.warn("a check of doctor failed", e);
                all.add(Check.warning("doctor", "One of the checks failed", e.toString(), null));
            }
        }
        all.addAll(more.get());
        return new Check.Report(all);
    }
}
