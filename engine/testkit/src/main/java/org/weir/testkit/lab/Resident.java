package org.weir.testkit.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory a process occupies. */
public final class Resident {
    private Resident() {}

    /** Resident set size (proc(5), VmRSS) in KiB. */
    public static long kib(Process process) throws IOException {
        return kib(process, "VmRSS:");
    }

    /** The largest resident set size since the start or {@link #forgetPeak} (VmHWM) in KiB. */
    public static long peakKib(Process process) throws IOException {
        return kib(process, "VmHWM:");
    }

    /** The peak is what the process occupies now. */
    public static void forgetPeak(Process process) throws IOException {
        Files.writeString(Path.of("/proc", Long.toString(process.pid()), "clear_refs"), "5");
    }

    private static long kib(Process process, String field) throws IOException {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
