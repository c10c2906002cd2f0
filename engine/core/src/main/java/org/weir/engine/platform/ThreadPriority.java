package org.weir.engine.platform;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the scheduler gives to a thread. */
public final class ThreadPriority {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadPriority.class);

    /**
     * A tenth of what a usual thread gets while both want the processor, everything while nobody else does (sched(7), nice
     * values). Not the lowest: on a machine whose own programs are busy, a hundredth would not keep up with any traffic.
     */
    private static final int BACKGROUND = 10;

    /** sys/resource.h. */
    private static final int PRIO_PROCESS = 0;

    private ThreadPriority() {}

    /**
     * The calling thread steps back for others from here on; where the system does not let it, nothing changes. Linux knows a
     * nice value for each thread (setpriority(2), "C library/kernel differences"). Not by JNA, which would unpack its library
     * into a disk that may be full.
     */
    @SuppressWarnings("restricted") // As LinuxSockets: a plain call of the C library.
    public static void background() {
        try {
            var linker = Linker.nativeLinker();
            var setpriority = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("setpriority"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
            if ((int) setpriority.invokeExact(PRIO_PROCESS, 0, BACKGROUND) != 0) {
                LOG.debug("the priority of {} stays", Thread.currentThread().getName());
            }
        } catch (Throwable e) {
            LOG.debug("no priorities: {}", e.toString());
        }
    }
}
