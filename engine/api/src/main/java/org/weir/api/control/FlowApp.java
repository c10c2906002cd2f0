package org.weir.api.control;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * The app that opened a flow.
 *
 * @param pid process id in the root pid namespace, or -1
 * @param startNs nanoseconds since boot, or 0; with {@code pid} it names one process for ever
 * @param uid user id, or -1
 * @param user user name, or null when unknown
 * @param name what a person calls it: base name of the script, else of the executable
 * @param executable absolute path, or null
 * @param script absolute path of what an interpreter runs, or null
 * @param deleted whether the executable was deleted while it ran
 * @param cgroupId cgroup v2 id, or 0
 * @param attribution full, limited or none
 */
@JsonNaming(SnakeCaseStrategy.class)
public record FlowApp(
        int pid,
        long startNs,
        int uid,
        @Nullable String user,
        String name,
        @Nullable String executable,
        @Nullable String script,
        boolean deleted,
        long cgroupId,
        String attribution) {}
