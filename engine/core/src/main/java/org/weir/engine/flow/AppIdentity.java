package org.weir.engine.flow;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The app that opened a flow, as far as the interceptor could tell.
 *
 * @param pid process (thread group) id in the root pid namespace, or -1
 * @param startNanos start time in nanoseconds since boot, or 0; with {@code pid} it names one process for ever
 * @param uid user id, or -1
 * @param user user name, or null when unknown
 * @param comm the kernel's 15-byte task name, or ""
 * @param executable absolute path as the process's own mount namespace names it, or null
 * @param deleted whether the executable was deleted while it ran
 * @param arguments argv, possibly cut, possibly empty
 * @param script absolute path of the script or archive that an interpreter runs, or null
 * @param cgroupId cgroup v2 id, or 0
 * @param appId bundle id, package family name or signer where the system has one, or null
 * @param sourceBound whether the app itself bound the source address before it connected
 * @param attribution how sure this is
 */
public record AppIdentity(
        int pid,
        long startNanos,
        int uid,
        @Nullable String user,
        String comm,
        @Nullable String executable,
        boolean deleted,
        List<String> arguments,
        @Nullable String script,
        long cgroupId,
        @Nullable String appId,
        boolean sourceBound,
        Attribution attribution) {

    /** Where the identity comes from. */
    public enum Attribution {
        /** Recorded by the kernel at connect, or handed over in band. */
        FULL,
        /** Looked up afterwards; can be missing for short-lived processes. */
        LIMITED,
        /** Nobody could tell. */
        NONE
    }

    /** What stands for an app that nobody could name. */
    public static final AppIdentity UNKNOWN =
            new AppIdentity(-1, 0, -1, null, "", null, false, List.of(), null, 0, null, false, Attribution.NONE);

    public AppIdentity {
        Objects.requireNonNull(comm, "comm");
        Objects.requireNonNull(attribution, "attribution");
        arguments = List.copyOf(arguments);
    }

    /** What a person calls this app: the script's base name, else the executable's, else comm, else "unknown". */
    public String name() {
        if (script != null) {
            return baseName(script);
        }
        if (executable != null) {
            return baseName(executable);
        }
        return comm.isEmpty() ? "unknown" : comm;
    }

    private static String baseName(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }
}
