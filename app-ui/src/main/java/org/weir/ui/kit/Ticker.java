package org.weir.ui.kit;

import java.time.Duration;
import javafx.application.Platform;
import org.jspecify.annotations.Nullable;

/**
 * Runs something again and again on the JavaFX thread. No animation: while one runs, however slow, JavaFX prepares 60 pictures
 * a second. Started and stopped on the JavaFX thread.
 */
public final class Ticker {
    private final Duration interval;
    private final Runnable work;
    private @Nullable Thread running;

    public Ticker(Duration interval, Runnable work) {
        this.interval = interval;
        this.work = work;
    }

    /** The first time after one interval; nothing when it runs already. */
    public void start() {
        if (running == null) {
            running = Thread.ofVirtual().name("weir-ui-tick").start(this::run);
        }
    }

    /** Runs {@code work} on the JavaFX thread a single time. */
    public static void once(Duration after, Runnable work) {
        Thread.ofVirtual().name("weir-ui-later").start(() -> {
            try {
                Thread.sleep(after);
                Platform.runLater(work);
            } catch (InterruptedException e) {
                // Nobody interrupts it; then it would not be wanted.
            }
        });
    }

    public void stop() {
        if (running != null) {
            running.interrupt();
            running = null;
        }
    }

    private void run() {
        var me = Thread.currentThread();
        try {
            while (true) {
                Thread.sleep(interval);
                Platform.runLater(() -> {
                    // Not after a stop that came while this was on its way.
                    if (me.equals(running)) {
                        work.run();
                    }
                });
            }
        } catch (InterruptedException e) {
            // Stopped.
        }
    }
}
