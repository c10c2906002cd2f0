package org.weir.engine.inspect.http2;

import io.netty.buffer.Unpooled;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Flow;
import org.weir.engine.inspect.Sides;
import org.weir.engine.relay.Limits;
import org.weir.engine.relay.Relay;
import org.weir.engine.relay.Sockets;

/** How the two connections of a conversation end: what one peer does to its connection happens to the other's. */
final class Ending {
    private final Flow flow;
    private final Relay.Ended told;
    private final Side client;
    private final Side upstream;
    private @Nullable CloseReason orderly;
    private @Nullable Future<?> silenceCheck;
    private boolean over;

    private static final class Side {
        private final DuplexChannel channel;
        private boolean ended;
        private boolean cut;
        private boolean passedOn;
        private boolean outputBroken;

        Side(DuplexChannel channel) {
            this.channel = channel;
        }
    }

    Ending(Flow flow, DuplexChannel client, DuplexChannel upstream, Relay.Ended told) {
        this.flow = flow;
        this.told = told;
        this.client = new Side(client);
        this.upstream = new Side(upstream);
    }

    boolean over() {
        return over;
    }

    /**
     * That side sends no more.
     *
     * @param cut without the end of TLS
     */
    void sideEnded(boolean isClient, boolean cut) {
        var side = isClient ? client : upstream;
        if (over || side.ended) {
            return;
        }
        side.ended = true;
        side.cut = cut;
        if (side.outputBroken) {
            broken(isClient);
            return;
        }
        if (orderly == null) {
            orderly = isClient ? CloseReason.CLIENT_CLOSED : CloseReason.SERVER_CLOSED;
            watchSilence(flow.bytesUp() + flow.bytesDown());
        }
    }

    boolean ended(boolean isClient) {
        return (isClient ? client : upstream).ended;
    }

    /** Everything that the side sent before its end went out to the other: now the end does. */
    void passOn(boolean isClient) {
        var side = isClient ? client : upstream;
        if (over || side.passedOn) {
            return;
        }
        side.passedOn = true;
        var other = (isClient ? upstream : client).channel;
        if (side.cut) {
            other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> other.shutdownOutput());
        } else {
            Sides.end(other);
        }
        if (client.passedOn && upstream.passedOn && orderly != null && finish(orderly)) {
            closeSoon(client.channel);
            closeSoon(upstream.channel);
        }
    }

    /**
     * That side's socket takes nothing any more, and not because we ended it: a reset that a write found first. What the
     * peer said before may still be readable.
     */
    void outputFailed(boolean isClient) {
        var side = isClient ? client : upstream;
        var ours = isClient ? upstream.passedOn : client.passedOn;
        if (over || ours || side.outputBroken) {
            return;
        }
        side.outputBroken = true;
        if (side.ended) {
            broken(isClient);
        } else {
            side.channel
                    .eventLoop()
                    .schedule(() -> broken(isClient), Limits.RESET_DRAIN.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** That side's connection broke: the other is reset as soon as its socket has what was on the way to it. */
    void broken(boolean isClient) {
        if (!finish(isClient ? CloseReason.CLIENT_RESET : CloseReason.SERVER_RESET)) {
            return;
        }
        Sockets.reset((isClient ? client : upstream).channel);
        var other = (isClient ? upstream : client).channel;
        var deadline = other.eventLoop()
                .schedule(() -> Sockets.reset(other), Limits.RESET_DRAIN.toMillis(), TimeUnit.MILLISECONDS);
        other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> {
            deadline.cancel(false);
            Sockets.reset(other);
        });
    }

    /** Both sides were told with GOAWAY why it ends. */
    void dismissed(boolean byClient) {
        endBoth(byClient ? CloseReason.CLIENT_RESET : CloseReason.SERVER_RESET);
    }

    /** The client ended before it said anything that the upstream could be told. */
    void abandoned() {
        endBoth(CloseReason.CLIENT_CLOSED);
    }

    private void endBoth(CloseReason reason) {
        if (finish(reason)) {
            Sides.end(client.channel);
            Sides.end(upstream.channel);
            closeSoon(client.channel);
            closeSoon(upstream.channel);
        }
    }

    void abort(CloseReason reason) {
        if (finish(reason)) {
            Sockets.reset(client.channel);
            Sockets.reset(upstream.channel);
        }
    }

    /** A close with unread bytes is a reset, which may overtake our last words: what still comes is read for a while. */
    private static void closeSoon(DuplexChannel channel) {
        var deadline = channel.eventLoop()
                .schedule(() -> channel.close(), Http2Limits.LINGER.toMillis(), TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(_ -> deadline.cancel(false));
        if (channel.isInputShutdown()) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> channel.close());
        }
    }

    private boolean finish(CloseReason reason) {
        if (over) {
            return false;
        }
        over = true;
        if (silenceCheck != null) {
            silenceCheck.cancel(false);
        }
        told.ended(reason);
        return true;
    }

    private void watchSilence(long seen) {
        silenceCheck = client.channel
                .eventLoop()
                .schedule(
                        () -> {
                            var now = flow.bytesUp() + flow.bytesDown();
                            if (now == seen) {
                                abort(CloseReason.IDLE);
                            } else {
                                watchSilence(now);
                            }
                        },
                        Limits.HALF_CLOSED_SILENCE.toMillis(),
                        TimeUnit.MILLISECONDS);
    }
}
