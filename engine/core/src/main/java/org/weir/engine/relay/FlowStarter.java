package org.weir.engine.relay;

import io.netty.channel.socket.DuplexChannel;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.flow.CloseReason;

/** Where flow sources hand over what they accepted. */
@FunctionalInterface
public interface FlowStarter {

    /**
     * One intercepted connection.
     *
     * @param source the app's own address
     * @param destination what the app connected to
     * @param host the name that the app asked the system to connect to, where the system tells; else null
     */
    record Intercepted(
            InetSocketAddress source,
            InetSocketAddress destination,
            AppIdentity app,
            @Nullable String host) {
        public Intercepted {
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(destination, "destination");
            Objects.requireNonNull(app, "app");
        }
    }

    /** How the source tells the app's side what became of its connection. Called on the event loop, once. */
    interface Answer {
        /** The upstream stands, or a rule will answer. */
        void connected();

        /** There will be no connection. The implementation also closes the client's channel, as its source demands. */
        void refused(CloseReason reason);

        /**
         * Whether the app waits for the answer before it speaks, so that there is no point in waiting for its bytes.
         */
        boolean appWaits();

        /** The flow has ended, however it ended: the last call, on the event loop. */
        default void over() {}
    }

    /**
     * Starts a flow on the channel's event loop. The channel is connected, prepared by {@link Sockets#prepare}, does not
     * read yet and has no handlers; from here on it belongs to the flow.
     */
    void start(DuplexChannel client, Intercepted what, Answer answer);
}
