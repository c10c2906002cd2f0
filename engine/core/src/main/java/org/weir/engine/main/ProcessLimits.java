package org.weir.engine.main;

import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this process may use. */
final class ProcessLimits {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessLimits.class);

    /** When the kernel does not say: what most systems grant. */
    private static final int DEFAULT_DESCRIPTORS = 1_024;

    /** For connections that are accepted to be reset, class loading, control clients, files being written. */
    private static final int RESERVE = 48;

    private static final int PER_FLOW = 2;

    /** Buffers in use above this part of what there may be: take nothing new. In percent. */
    private static final int MEMORY_PERCENT = 85;

    private ProcessLimits() {}

    /** How many flows fit into the descriptors that are left now; at least 1. */
    static int flows() {
        var limit = descriptorLimit();
        var used = openDescriptors();
        var flows = Math.max(1, (limit - used - RESERVE) / PER_FLOW);
        LOG.info("{} descriptors, {} in use: room for {} flows", limit, used, flows);
        return flows;
    }

    /** Whether direct memory is about to run out. */
    static boolean memoryShort() {
        var max = PlatformDependent.maxDirectMemory();
        var used = PlatformDependent.usedDirectMemory();
        return max > 0 && used > 0 && used > max / 100 * MEMORY_PERCENT;
    }

    private static int descriptorLimit() {
        try (var lines = Files.lines(Path.of("/proc/self/limits"))) {
            return lines.filter(line -> line.startsWith("Max open files"))
                    .map(line ->
                            line.substring("Max open files".length()).trim().split(" +")[0])
                    .mapToInt(word -> word.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(word))
                    .findFirst()
                    .orElse(DEFAULT_DESCRIPTORS);
        } catch (IOException | NumberFormatException e) {
            LOG.warn("no descriptor limit: {}", e.toString());
            return DEFAULT_DESCRIPTORS;
        }
    }

    private static int openDescriptors() {
        try (var entries = Files.list(Path.of("/proc/self/fd"))) {
            return (int) entries.count();
        } catch (IOException e) {
            return RESERVE;
        }
    }
}
