package org.weir.engine.main;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadFactory;

/** Small facts about threads and the process. */
final class Threads {
    private Threads() {}

    /** Daemon threads with a name and a number; Netty's own kind, so that buffers are cached per thread. */
    static ThreadFactory named(String name) {
        return new DefaultThreadFactory(name, true);
    }

    /** From /proc/self/status; -1 when it does not say. */
    static long effectiveUid() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("Uid:"))
                    .mapToLong(line -> Long.parseLong(line.split("\\s+")[2]))
                    .findFirst()
                    .orElse(-1);
        } catch (IOException | NumberFormatException e) {
            return -1;
        }
    }
}
