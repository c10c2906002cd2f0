package org.weir.ui.tray;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread for what is asked of the session bus, one step after the other: a bus that hangs holds up nothing else. */
final class BusThread {
    private static final Logger LOG = LoggerFactory.getLogger(BusThread.class);

    private final String about;
    private final ExecutorService thread;

    /** A step on the bus. */
    @FunctionalInterface
    interface Step {
        void run() throws DBusException;
    }

    /**
     * @param name the thread's
     * @param about what a failed step was about, for the log
     */
    BusThread(String name, String about) {
        this.about = about;
        thread = Executors.newSingleThreadExecutor(
                work -> Thread.ofPlatform().daemon().name(name).unstarted(work));
    }

    /** A step that fails is written into the log, and the next one has its turn. */
    void run(Step step) {
        try {
            thread.execute(() -> {
                try {
                    step.run();
                } catch (DBusException | DBusExecutionException e) {
                    LOG.info("{}: {}", about, e.toString());
                }
            });
        } catch (RejectedExecutionException e) {
            // The program ends.
        }
    }

    /** After the steps that wait. */
    void end() {
        thread.shutdown();
    }
}
