package org.weir.ui.main;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;

/** The JavaFX thread from tests. Headless: no display is needed. */
public final class Fx {
    /** A step of a test that takes longer hangs. */
    private static final int SECONDS = 20;

    private static final CompletableFuture<Void> STARTED = new CompletableFuture<>();

    private Fx() {}

    /** Starts JavaFX, once for all tests of this JVM. */
    public static synchronized void start() {
        if (!STARTED.isDone()) {
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
}
