package org.weir.ui.main;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import javafx.scene.Scene;
import org.awaitility.Awaitility;

/** The JavaFX thread from tests. Headless: no display is needed. */
public final class Fx {
    /** A step of a test that takes longer hangs. */
    private static final int SECONDS = 20;

    /** Work that leaves work that leaves work: no more was seen. */
    private static final int FLUSHES = 3;

    private static final Duration LOOK = Duration.ofMillis(10);

    private static final CompletableFuture<Void> STARTED = new CompletableFuture<>();

    private Fx() {}

    /** Starts JavaFX, once for all tests of this JVM. */
    public static synchronized void start() {
        if (!STARTED.isDone()) {
            // What is waited for here comes within milliseconds; looking ten times a second was most of a test's time.
            Awaitility.setDefaultPollDelay(Duration.ZERO);
            Awaitility.setDefaultPollInterval(LOOK);
            Platform.startup(() -> STARTED.complete(null));
            Platform.setImplicitExit(false);
        }
        STARTED.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    /** Runs {@code work} there (or at once, when we are there) and waits; what it throws is thrown here. */
    public static <T> T get(Callable<T> work) {
        if (Platform.isFxApplicationThread()) {
            try {
                return work.call();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        var result = new CompletableFuture<T>();
        Platform.runLater(() -> {
            try {
                result.complete(work.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    public static void run(Runnable work) {
        get(() -> {
            work.run();
            return true;
        });
    }

    /** What was to be done there when this was called, and what that has left to be done, is done. */
    public static void flush() {
        for (var i = 0; i < FLUSHES; i++) {
            run(() -> {});
        }
    }

    /** Until the window was styled, laid out and handed over for drawing once more; focus and hovering are right then, too. */
    public static void pulse(Scene scene) {
        var drawn = new CompletableFuture<Void>();
        run(() -> scene.addPostLayoutPulseListener(new Runnable() {
            @Override
            public void run() {
                scene.removePostLayoutPulseListener(this);
                drawn.complete(null);
            }
        }));
        Platform.requestNextPulse();
        drawn.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }
}
