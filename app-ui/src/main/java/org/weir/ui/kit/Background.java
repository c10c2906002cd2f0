package org.weir.ui.kit;

import java.util.concurrent.Callable;
import java.util.function.Consumer;
import javafx.application.Platform;

/** Work that waits (for the disk, for a program): elsewhere, and its end on the JavaFX thread. */
public final class Background {
    private Background() {}

    /**
     * Starts {@code work} on a thread of its own.
     *
     * @param failed gets what it threw
     */
    public static <T> void run(Callable<T> work, Consumer<T> done, Consumer<Exception> failed) {
        Thread.ofVirtual().name("weir-ui-work").start(() -> {
            try {
                var result = work.call();
                Platform.runLater(() -> done.accept(result));
            } catch (Exception e) {
                Platform.runLater(() -> failed.accept(e));
            }
        });
    }
}
