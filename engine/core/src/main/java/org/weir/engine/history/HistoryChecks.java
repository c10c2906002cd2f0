package org.weir.engine.history;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Check;

/** What doctor says of the history. */
final class HistoryChecks {
    private static final String HISTORY = "history";

    private HistoryChecks() {}

    static List<Check> of(
            @Nullable Path folder,
            @Nullable String unavailable,
            @Nullable String settingsProblem,
            HistoryWriter writer,
            BodyWriter bodies,
            long bodyBytes) {
        var checks = new ArrayList<Check>();
        if (settingsProblem != null) {
            checks.add(Check.warning(
                    "settings", "The settings are not as you left them", settingsProblem, "weir settings"));
        }
        if (unavailable != null) {
            checks.add(Check.warning(HISTORY, "No history is kept", unavailable, null));
            return checks;
        }
        if (folder == null) {
            checks.add(Check.ok(HISTORY, "No history is kept", "the engine was started without a state folder"));
            return checks;
        }
        checks.add(database(folder, writer));
        var problem = bodies.problem();
        if (problem != null) {
            checks.add(Check.warning(
                    "captured-bodies",
                    "Captured bodies are not complete",
                    problem + "; " + bodies.cutBodies() + " cut since the engine started",
                    "make room on the disk, or raise bodies_mb (weir settings)"));
        } else if (bodies.cutBodies() > 0) {
            checks.add(Check.ok(
                    "captured-bodies",
                    "Some captured bodies were cut",
                    bodies.cutBodies() + " since the engine started, because the disk could not follow"));
        } else if (bodyBytes > 0) {
            checks.add(Check.ok("captured-bodies", "Captured bodies are kept", bodyBytes / 1024 + " KiB"));
        }
        return checks;
    }

    private static Check database(Path folder, HistoryWriter writer) {
        var dropped = writer.dropped();
        var lost = dropped == 0 ? "" : "; " + dropped + " flows or exchanges were not kept since the engine started";
        var problem = writer.problem();
        if (problem != null) {
            return Check.warning(
                    HISTORY,
                    "The history is not written; connections are not affected",
                    problem + lost,
                    "make room at " + folder + ", and let the engine's user write there");
        }
        var replaced = writer.replaced();
        if (replaced != null) {
            return Check.warning(HISTORY, "The history was begun anew", replaced + lost, null);
        }
        return dropped > 0
                ? Check.warning(HISTORY, "The history has gaps", lost.substring(2), null)
                : Check.ok(HISTORY, "Flows and exchanges are kept", folder.toString());
    }
}
