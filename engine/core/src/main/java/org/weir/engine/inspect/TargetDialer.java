package org.weir.engine.inspect;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import org.weir.engine.flow.Flow;
import org.weir.engine.http.HttpPolicy.Target;

/** Opens the connections that a rule wants in the place of a flow's own upstream. */
public interface TargetDialer {
    /** Reaches nothing. */
    TargetDialer NONE = (_, loop, _) -> loop.newFailedFuture(new IOException("other targets cannot be reached"));

    /**
     * Connects; called on {@code loop}, never blocks it.
     *
     * @return the channel, on that loop, prepared by {@link org.weir.engine.relay.Sockets#prepareUpstream}, not reading,
     *     without handlers but (for https) those of TLS, which is established and verified against the target's host and speaks
     *     HTTP/1.1; fails with a message for the user
     */
    Future<DuplexChannel> dial(Flow flow, EventLoop loop, Target target);
}
