package org.weir.engine.relay;

import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.weir.engine.flow.CloseReason;

/** Further dials of a flow that runs already, for its inspector. On the flow's event loop. */
final class Redials {
    private final FlowSession session;
    private final Map<Attempt, Promise<DuplexChannel>> pending = new HashMap<>(2);
    private boolean over;

    Redials(FlowSession session) {
        this.session = session;
    }

    Future<DuplexChannel> dial(DialPlan plan) {
        Promise<DuplexChannel> promise = session.client().eventLoop().newPromise();
        if (over) {
            return promise.setFailure(new Inspector.UnreachableException(CloseReason.INTERNAL_ERROR));
        }
        var attempt = new Attempt(session, plan);
        pending.put(attempt, promise);
        attempt.begin();
        return promise;
    }

    /** Whether this attempt was one of ours; its channel is given away then. */
    boolean ready(Attempt which) {
        var promise = pending.remove(which);
        if (promise == null) {
            return false;
        }
        var channel = java.util.Objects.requireNonNull(which.channel());
        channel.config().setAutoRead(false);
        var early = which.handOver();
        early.forEach(io.netty.buffer.ByteBuf::release);
        if (early.isEmpty()) {
            promise.setSuccess(channel);
        } else {
            // Only where the client speaks first is anything inspected: such a server is not the one that we knew.
            Sockets.reset(channel);
            promise.setFailure(new Inspector.UnreachableException(CloseReason.SERVER_RESET));
        }
        return true;
    }

    /** Whether this attempt was one of ours. */
    boolean failed(Attempt which, CloseReason reason) {
        var promise = pending.remove(which);
        if (promise == null) {
            return false;
        }
        promise.setFailure(new Inspector.UnreachableException(reason));
        return true;
    }

    /** The flow has ended: what is being dialled is not wanted any more. */
    void abandon() {
        over = true;
        for (var attempt : new ArrayList<>(pending.keySet())) {
            pending.remove(attempt);
            attempt.abandon();
        }
    }
}
