package org.weir.engine.refusal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.weir.api.control.Check;

/** What doctor and the status say about refusals. */
final class RefusalChecks {
    /** An app that refused in so many domains, or so often in one, and never accepted, refuses always. */
    private static final int MANY_DOMAINS = 3;

    private static final int MANY_ROUNDS = 3;

    /** More than a person reads at once. */
    private static final int MAX_APPS = 10;

    private final RefusalMemory memory;

    /** What one app refused. */
    private static final class Tally {
        private final TreeSet<String> domains = new TreeSet<>();
        private long count;
        private int rounds;
    }

    RefusalChecks(RefusalMemory memory) {
        this.memory = memory;
    }

    List<Check> problems() {
        var problem = memory.fileProblem();
        return problem == null
                ? List.of()
                : List.of(Check.warning(
                        "refusals-file",
                        "The memory of refused certificates has a problem",
                        problem,
                        "look at the file in the engine's state folder"));
    }

    List<Check> all() {
        var problems = problems();
        return List.of(
                problems.isEmpty()
                        ? Check.ok("refusals-file", "The memory of refused certificates is in order", "")
                        : problems.getFirst(),
                refusingApps());
    }

    private Check refusingApps() {
        var tallies = new LinkedHashMap<AppRef, Tally>();
        memory.entries()
                .forEach(entry -> entry.suspicions().stream()
                        .filter(one -> one.evidence().byApp())
                        .forEach(one -> {
                            var tally = tallies.computeIfAbsent(entry.app(), _ -> new Tally());
                            tally.domains.add(entry.domain());
                            tally.count += one.count();
                            tally.rounds = Math.max(tally.rounds, one.strikes());
                        }));
        tallies.entrySet()
                .removeIf(app -> (app.getValue().domains.size() < MANY_DOMAINS && app.getValue().rounds < MANY_ROUNDS)
                        || memory.locked(
                                () -> memory.memory.everAccepted(app.getKey().key())));
        if (tallies.isEmpty()) {
            return Check.ok("refusing-apps", "No app refuses our certificate always", "");
        }
        var text = tallies.entrySet().stream()
                .limit(MAX_APPS)
                .map(app -> app.getKey().name() + " (" + app.getKey().key() + "): "
                        + app.getValue().count + " connections to "
                        + app.getValue().domains.size() + " domains")
                .collect(Collectors.joining("; "));
        var more = tallies.size() > MAX_APPS ? "; and " + (tallies.size() - MAX_APPS) + " more" : "";
        return Check.warning(
                "refusing-apps",
                "These apps refuse our certificate always; they are passed through",
                text + more,
                "weir approvals; decide fix-trust, or keep. A rule with on_refusal block stops an app that refuses on purpose");
    }
}
