package org.weir.engine.refusal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.weir.engine.refusal.Ruling.Running;

/** Whether a process still runs, by /proc. Reads a file: not for event loops. */
final class ProcProcesses implements Predicate<Running> {
    /** The unit of starttime in /proc/PID/stat (proc(5)): USER_HZ, which is 100 on every Linux of ours. */
    private static final long NANOS_PER_TICK = 10_000_000;

    /** Field 22, counted behind the name, which may have spaces and parentheses. */
    private static final int START_AFTER_NAME = 19;

    private final Path proc;

    ProcProcesses(Path proc) {
        this.proc = proc;
    }

    @Override
    public boolean test(Running process) {
        try {
            var stat = Files.readString(proc.resolve(Integer.toString(process.pid()) + "/stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ");
            var ticks = Long.parseLong(fields[START_AFTER_NAME]);
            // Cut by us, rounded by the kernel in some versions.
            return Math.abs(ticks - process.startNanos() / NANOS_PER_TICK) <= 1;
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return false;
        }
    }
}
