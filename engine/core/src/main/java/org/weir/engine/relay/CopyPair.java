package org.weir.engine.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Flow;

/**
 * Two sockets that copy to each other. Everything runs on their common event loop.
 *
 * <p>End of stream of one side becomes a half-close of the other after the last byte was written. A reset of one side
 * becomes a reset of the other, after what that side had sent before was read and delivered.
 */
final class CopyPair implements Relay.Handle {
    private static final Logger LOG = LoggerFactory.getLogger(CopyPair.class);

    /** A flow that has come so far is one that lasts: what a hand-over costs pays. Most flows end earlier. */
    private static final int READS_BEFORE_HAND_OVER = 32;

    private static final long BYTES_BEFORE_HAND_OVER = 256 * 1024;

    private final Flow flow;
    private final Relay.Ended ended;
    private final Side client;
    private final Side upstream;
    private @Nullable CloseReason orderly;
    private @Nullable Future<?> silenceCheck;
    private @Nullable Runnable lasting;
    private long untilHandOver = BYTES_BEFORE_HAND_OVER;
    private boolean over;

    /**
     * @param lasting is run, in a task of its own, when the flow has shown that it lasts; may call {@link #leave}; null
     *     when nobody waits to take over
     */
    CopyPair(Flow flow, DuplexChannel client, DuplexChannel upstream, Relay.Ended ended, @Nullable Runnable lasting) {
        this.flow = flow;
        this.ended = ended;
        this.lasting = lasting;
        this.client = new Side(client, true);
        this.upstream = new Side(upstream, false);
    }

    void start(Relay.Opening opening) {
        client.peer = upstream;
        upstream.peer = client;
        client.channel.pipeline().addLast(client);
        upstream.channel.pipeline().addLast(upstream);
        client.open(opening.fromClient(), opening.fromClientEnded());
        upstream.open(opening.fromUpstream(), opening.fromUpstreamEnded());
    }

    @Override
    public void abort(CloseReason reason) {
        if (finish(reason)) {
            Sockets.reset(client.channel);
            Sockets.reset(upstream.channel);
        }
    }

    /**
     * Leaves both channels to somebody else, if nothing is under way: no byte was read and not written, no side has ended.
     * They have auto-read off and no handler of ours then. Returns whether it did.
     */
    boolean leave() {
        if (over || !client.quiet() || !upstream.quiet()) {
            return false;
        }
        over = true;
        for (var side : List.of(client, upstream)) {
            side.channel.config().setAutoRead(false);
            side.channel.pipeline().remove(side);
        }
        return true;
    }

    private void progress(long bytes) {
        untilHandOver -= Math.max(bytes, BYTES_BEFORE_HAND_OVER / READS_BEFORE_HAND_OVER);
        if (untilHandOver <= 0 && lasting != null && !over) {
            // Not from within the read: Netty is not done with the channel then. Once more later when it is not quiet.
            untilHandOver = BYTES_BEFORE_HAND_OVER;
            client.channel.eventLoop().execute(lasting);
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
        ended.ended(reason);
        return true;
    }

    /** One side broke: the other is reset as soon as it has what was on its way to it. */
    private void broken(Side side) {
        if (!finish(side.isClient ? CloseReason.CLIENT_RESET : CloseReason.SERVER_RESET)) {
            return;
        }
        Sockets.reset(side.channel);
        var other = side.peer.channel;
        if (!other.isActive() || !side.peer.queued()) {
            Sockets.reset(other);
            return;
        }
        var deadline = other.eventLoop()
                .schedule(() -> Sockets.reset(other), Limits.RESET_DRAIN.toMillis(), TimeUnit.MILLISECONDS);
        other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            deadline.cancel(false);
            Sockets.reset(other);
        });
    }

    private void sideEnded(Side side) {
        if (over) {
            return;
        }
        if (orderly == null) {
            orderly = side.isClient ? CloseReason.CLIENT_CLOSED : CloseReason.SERVER_CLOSED;
            watchSilence(flow.bytesUp() + flow.bytesDown());
        }
        side.peer.channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (written.isSuccess()) {
                side.peer.shutOutput();
            }
        });
    }

    private void outputShut() {
        if (client.outputShut && upstream.outputShut && finish(java.util.Objects.requireNonNull(orderly))) {
            client.channel.close();
            upstream.channel.close();
        }
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

    /** Reads one socket, writes to its peer. */
    private final class Side extends ChannelInboundHandlerAdapter {
        private final DuplexChannel channel;
        private final boolean isClient;
        private Side peer = this;
        private boolean ended;
        private boolean outputShut;
        private boolean outputBroken;
        private long readSinceComplete;

        Side(DuplexChannel channel, boolean isClient) {
            this.channel = channel;
            this.isClient = isClient;
        }

        void open(List<ByteBuf> bytes, boolean endedAlready) {
            for (var buffer : bytes) {
                count(buffer.readableBytes());
                peer.channel.write(buffer, peer.channel.voidPromise());
            }
            if (!bytes.isEmpty()) {
                peer.channel.flush();
            }
            if (endedAlready) {
                inputEnded();
            } else if (!channel.isActive()) {
                broken(this);
            } else if (peer.channel.isWritable()) {
                Sockets.startReading(channel);
            } else {
                channel.config().setAutoRead(false);
            }
        }

        boolean quiet() {
            return !ended && !outputShut && !outputBroken && !queued() && channel.isActive();
        }

        boolean queued() {
            var buffer = channel.unsafe().outboundBuffer();
            return buffer != null && buffer.totalPendingWriteBytes() > 0;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            var buffer = (ByteBuf) message;
            count(buffer.readableBytes());
            readSinceComplete += buffer.readableBytes();
            var to = peer.channel;
            to.write(buffer, to.voidPromise());
            if (!to.isWritable()) {
                to.flush();
                if (!to.isWritable()) {
                    channel.config().setAutoRead(false);
                }
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            peer.channel.flush();
            if (lasting != null) {
                progress(readSinceComplete);
                readSinceComplete = 0;
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (channel.isWritable() && !over && !outputBroken) {
                Sockets.startReading(peer.channel);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                inputEnded();
            } else if (event == ChannelOutputShutdownEvent.INSTANCE && !outputShut) {
                writeFailed();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            broken(this);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (cause instanceof IOException) {
                if (channel.isOutputShutdown() && !outputShut) {
                    writeFailed();
                } else {
                    broken(this);
                }
                return;
            }
            LOG.warn("flow {} ends by a defect", flow.id(), cause);
            abort(CloseReason.INTERNAL_ERROR);
        }

        private void inputEnded() {
            if (ended) {
                return;
            }
            ended = true;
            if (outputBroken) {
                broken(this);
            } else {
                sideEnded(this);
            }
        }

        /** The socket takes nothing any more. What it sent before may still be readable: reading finds the reset. */
        private void writeFailed() {
            if (outputBroken || over) {
                return;
            }
            outputBroken = true;
            if (ended) {
                broken(this);
                return;
            }
            peer.channel.config().setAutoRead(false);
            Sockets.startReading(channel);
            channel.eventLoop().schedule(() -> broken(this), Limits.RESET_DRAIN.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void shutOutput() {
            if (outputShut || over) {
                return;
            }
            outputShut = true;
            channel.shutdownOutput().addListener(shut -> outputShut());
        }

        private void count(int bytes) {
            if (isClient) {
                flow.addUp(bytes);
            } else {
                flow.addDown(bytes);
            }
        }
    }
}
