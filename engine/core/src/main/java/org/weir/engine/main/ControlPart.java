package org.weir.engine.main;

import java.io.IOException;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Check;
import org.weir.engine.control.ControlServer;
import org.weir.engine.control.Doctor;
import org.weir.engine.control.MethodGroup;
import org.weir.engine.control.RuleAdmin;
import org.weir.engine.control.StatusSource;
import org.weir.engine.intercept.Capture;
import org.weir.engine.store.FlowTable;

/** Puts control.sock together. */
final class ControlPart {
    private ControlPart() {}

    /**
     * What parts of the engine bring along.
     *
     * @param problems for the status: nothing when all is well
     * @param checks for doctor
     * @param approvals how many entries of the inbox wait for a decision
     */
    record Extras(
            List<MethodGroup> groups,
            Supplier<List<Check>> problems,
            Supplier<List<Check>> checks,
            IntSupplier approvals) {}

    /**
     * Listens, unless the options name no socket. To be called before the interceptor is: a second engine must end here,
     * without having touched anything.
     */
    static @Nullable ControlServer start(
            Options options, FlowTable flows, Capture capture, RuleAdmin rules, Extras extras)
            throws Engine.StartException {
        if (options.control() == null) {
            return null;
        }
        var owners = options.owners().stream().map(Long::intValue).collect(Collectors.toSet());
        try {
            return ControlServer.start(
                    new ControlServer.Config(options.control(), owners),
                    new ControlServer.Parts(
                            flows,
                            capture,
                            rules,
                            new StatusSource(
                                    Version.NUMBER, capture, flows, rules, extras.problems(), extras.approvals()),
                            new Doctor(capture, rules, options.state(), extras.checks()),
                            extras.groups()));
        } catch (IOException e) {
            throw new Engine.StartException(e.getMessage(), e);
        }
    }
}
