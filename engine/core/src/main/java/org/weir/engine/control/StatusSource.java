package org.weir.engine.control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.weir.api.control.Check;
import org.weir.api.control.Hello;
import org.weir.api.control.Status;
import org.weir.engine.intercept.Capture;
import org.weir.engine.store.FlowTable;

/** Puts the status together from those who know. Any thread. */
public final class StatusSource {
    /** More notes than a person reads at once. */
    private static final int MAX_NOTES = 5;

    private final String version;
    private final Capture capture;
    private final FlowTable flows;
    private final RuleAdmin rules;
    private final Supplier<List<Check>> more;
    private final IntSupplier approvals;
    private final long startedNanos = System.nanoTime();

    /**
     * @param more problems that others know of, for example a state folder that cannot be written
     * @param approvals how many entries of the inbox wait for a decision
     */
    public StatusSource(
            String version,
            Capture capture,
            FlowTable flows,
            RuleAdmin rules,
            Supplier<List<Check>> more,
            IntSupplier approvals) {
        this.version = version;
        this.capture = capture;
        this.flows = flows;
        this.rules = rules;
        this.more = more;
        this.approvals = approvals;
    }

    public String version() {
        return version;
    }

    public Status status() {
        var now = capture.status();
        var listing = rules.list();
        var problems = new ArrayList<Check>();
        StatusProblems.ofCapture(now).ifPresent(problems::add);
        StatusProblems.ofRules(listing).ifPresent(problems::add);
        problems.addAll(more.get());
        var notes = now.notes();
        for (var note : notes.subList(Math.max(0, notes.size() - MAX_NOTES), notes.size())) {
            problems.add(Check.warning("interceptor-note", "The interceptor reported something", note, null));
        }
        return new Status(
                Hello.PROTOCOL,
                version,
                StatusProblems.state(now, listing, problems).word(),
                now.wanted() ? "on" : "off",
                now.resumeAt() == null ? null : now.resumeAt().toEpochMilli(),
                now.mode().name().toLowerCase(Locale.ROOT),
                new Status.Interceptor(now.connected(), now.state(), now.attribution(), now.interceptorVersion()),
                problems,
                flows.counters(),
                new Status.RuleCount(listing.rules().size(), listing.revision()),
                new Status.ApprovalCount(approvals.getAsInt()),
                Duration.ofNanos(System.nanoTime() - startedNanos).toMillis(),
                ProcessHandle.current().pid());
    }

    /** What somebody else than the owner may see: no path, no name, no destination can be in it. */
    static Status forStrangers(Status full) {
        return new Status(
                full.protocol(),
                full.version(),
                full.state(),
                full.wanted(),
                full.resumeAtMs(),
                full.mode(),
                full.interceptor(),
                full.problems().stream()
                        .map(check -> new Check(check.id(), check.severity(), check.title(), "", null))
                        .toList(),
                full.flows(),
                full.rules(),
                full.approvals(),
                full.uptimeMs(),
                full.pid());
    }
}
