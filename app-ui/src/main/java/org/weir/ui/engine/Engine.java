package org.weir.ui.engine;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.weir.api.control.ControlClient;
import org.weir.api.control.FlowView;
import org.weir.api.rpc.RpcException;

/**
 * The engine, as the screens see it. No method blocks; everything that comes back comes on the user interface's thread.
 */
public interface Engine {
    /** What is known now. Any thread. */
    Snapshot snapshot();

    /** The flows that are in memory, oldest first. Any thread. */
    List<FlowView> flows();

    /**
     * Asks the engine something. The future is completed on the user interface's thread, at the latest after
     * {@link EngineConnection#DEADLINE}; when it fails, with an {@link EngineFailure}.
     */
    <T> CompletableFuture<T> ask(Call<T> call);

    /**
     * Has {@code listener} told of every change, on the user interface's thread, at most four times a second. The first
     * time soon, with everything since the last pulse.
     *
     * @return ends it
     */
    Runnable listen(Consumer<Update> listener);

    /** Somebody looks (ask the engine every second), or nobody does (every five: enough for the tray's icon). */
    void attentive(boolean somebodyLooks);

    /** Tries to connect now instead of after the back-off. */
    void retry();

    /** One question. */
    @FunctionalInterface
    interface Call<T> {
        T on(ControlClient client) throws IOException, RpcException;
    }
}
