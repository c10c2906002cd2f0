package org.weir.engine.platform;

/** What the scheduler gives to a thread. */
public final class ThreadPriority {
    /**
     * The lowest (sched(7), nice values): a hundredth of what a usual thread gets while both want the processor, everything
     * while nobody else does.
     */
    private static final int BACKGROUND = 19;

    private ThreadPriority() {}

    /** The calling thread steps back for others from here on; where the system does not let it, nothing changes. */
    public static void background() {
        LibC.nice(BACKGROUND);
    }
}
