package org.weir.engine.relay.splice;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.relay.Limits;

/**
 * Relays two connected, non-blocking sockets that it owns, until both directions ended, one side was reset, or {@link
 * #close} is called. Half-close is kept, a reset is mirrored. Everything happens on the loop's thread; {@link #close}
 * may be called from any.
 */
public final class SpliceRelay {

    /** Is told about the relay, on the loop's thread. */
    public interface Listener {
        /** Bytes were written to the upstream, or to the client. */
        void moved(boolean upwards, long bytes);

        /** Both sockets are closed; called once. */
        void ended(CloseReason reason);
    }

    private static final EpollIoOps IN = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLRDHUP);
    private static final EpollIoOps BOTH = IN.with(EpollIoOps.EPOLLOUT);

    private final SpliceLoop loop;
    private final Listener listener;
    private final long halfClosedMillis;
    private final Side client;
    private final Side upstream;
    private final Direction up;
    private final Direction down;
    private @Nullable CloseReason firstEnd;
    private @Nullable Future<?> halfClosedTimer;
    private boolean movedSinceTimer;
    private boolean ended;

    /**
     * @param clientFd taken over: closed by the relay
     * @param upstreamFd taken over: closed by the relay
     * @param halfClosedMillis how long a flow with one ended direction may be silent
     */
    SpliceRelay(SpliceLoop loop, int clientFd, int upstreamFd, long halfClosedMillis, Listener listener) {
        this.loop = loop;
        this.listener = listener;
        this.halfClosedMillis = halfClosedMillis;
        this.client = new Side(clientFd);
        this.upstream = new Side(upstreamFd);
        this.up = new Direction(loop, clientFd, upstreamFd);
        this.down = new Direction(loop, upstreamFd, clientFd);
    }

    /** Starts to relay; on the loop's thread. */
    void start() {
        client.register();
        upstream.register();
    }

    /** Ends the flow: both sides are reset. From any thread, more than once without harm. */
    public void close(CloseReason reason) {
        loop.loop.execute(() -> end(reason, true));
    }

    private void ready(Side side, EpollIoOps ops) {
        if (ended) {
            return;
        }
        var reading = side == client ? up : down;
        var writing = side == client ? down : up;
        if (ops.contains(EpollIoOps.EPOLLOUT)) {
            pump(writing);
        }
        // An error or a hang-up shows up as EPOLLIN too: reading tells which it was, after the bytes before it.
        if (!ended && (ops.contains(EpollIoOps.EPOLLIN) || ops.contains(EpollIoOps.EPOLLRDHUP))) {
            pump(reading);
        }
        if (!ended && ops.contains(EpollIoOps.EPOLLERR)) {
            broken(side, reading);
        }
        if (!ended) {
            side.parkIfIdle();
            client.submit();
            upstream.submit();
        }
    }

    /** A side broke. What it sent before is delivered first, if the other side takes it soon. */
    private void broken(Side side, Direction reading) {
        var reason = side == client ? CloseReason.CLIENT_RESET : CloseReason.SERVER_RESET;
        if (reading.finished() || !reading.pending()) {
            end(reason, true);
            return;
        }
        side.leave();
        loop.loop.schedule(() -> end(reason, true), Limits.RESET_DRAIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void pump(Direction direction) {
        var outcome = direction.pump();
        long bytes = direction.takeMoved();
        if (bytes > 0) {
            movedSinceTimer = true;
            listener.moved(direction == up, bytes);
        }
        switch (outcome) {
            case WAIT_FOR_SOURCE, AGAIN -> source(direction).awaitIn(true);
            case WAIT_FOR_TARGET -> {
                source(direction).awaitIn(false);
                target(direction).awaitOut(true);
            }
            case FINISHED -> finished(direction);
            case SOURCE_FAILED -> end(direction == up ? CloseReason.CLIENT_RESET : CloseReason.SERVER_RESET, true);
            case TARGET_FAILED -> targetFailed(direction);
        }
        if (outcome != Direction.Outcome.WAIT_FOR_TARGET) {
            target(direction).awaitOut(false);
        }
    }

    /** A side takes nothing any more; what it sent before its reset is still to be read. */
    private void targetFailed(Direction direction) {
        var back = direction == up ? down : up;
        if (!back.finished()) {
            back.pump();
            listener.moved(back == up, back.takeMoved());
        }
        broken(target(direction), back);
    }

    private void finished(Direction direction) {
        source(direction).awaitIn(false);
        if (firstEnd == null) {
            firstEnd = direction == up ? CloseReason.CLIENT_CLOSED : CloseReason.SERVER_CLOSED;
        }
        if (up.finished() && down.finished()) {
            end(firstEnd, false);
        } else if (halfClosedTimer == null) {
            startHalfClosedTimer();
        }
    }

    private void startHalfClosedTimer() {
        movedSinceTimer = false;
        halfClosedTimer = loop.loop.schedule(
                () -> {
                    if (ended) {
                        return;
                    }
                    if (movedSinceTimer) {
                        startHalfClosedTimer();
                    } else {
                        end(CloseReason.IDLE, true);
                    }
                },
                halfClosedMillis,
                TimeUnit.MILLISECONDS);
    }

    private Side source(Direction direction) {
        return direction == up ? client : upstream;
    }

    private Side target(Direction direction) {
        return direction == up ? upstream : client;
    }

    private void end(CloseReason reason, boolean reset) {
        if (ended) {
            return;
        }
        ended = true;
        if (halfClosedTimer != null) {
            halfClosedTimer.cancel(false);
        }
        up.release();
        down.release();
        client.shut(reset);
        upstream.shut(reset);
        listener.ended(reason);
    }

    /** One socket's registration with the event loop. Level-triggered. */
    private final class Side implements EpollIoHandle {
        private final FileDescriptor descriptor;
        private @Nullable IoRegistration registration;
        private boolean in = true;
        private boolean out;
        private EpollIoOps submitted = EpollIoOps.NONE;
        private boolean shut;
        private boolean left;

        Side(int fd) {
            this.descriptor = new FileDescriptor(fd);
        }

        /** On the loop's thread Netty registers before it returns, so {@code getNow} has the answer. */
        void register() {
            var registered = loop.loop.register(this);
            if (!registered.isSuccess()) {
                end(CloseReason.INTERNAL_ERROR, true);
                return;
            }
            registration = registered.getNow();
            submit();
        }

        void awaitIn(boolean wanted) {
            in = wanted;
        }

        void awaitOut(boolean wanted) {
            out = wanted;
        }

        /**
         * epoll reports a hang-up of both directions for ever and cannot be told not to: a side that waits for nothing
         * leaves the loop until it waits for something again.
         */
        void parkIfIdle() {
            if (!in && !out && registration != null) {
                registration.cancel();
                registration = null;
                submitted = EpollIoOps.NONE;
            }
        }

        /** Broken: epoll would report it for ever. */
        void leave() {
            left = true;
            if (registration != null) {
                registration.cancel();
                registration = null;
            }
        }

        void submit() {
            if (shut || left) {
                return;
            }
            if (registration == null) {
                if (in || out) {
                    register();
                }
                return;
            }
            var wanted = in ? (out ? BOTH : IN) : (out ? EpollIoOps.EPOLLOUT : EpollIoOps.NONE);
            if (!wanted.equals(submitted)) {
                submitted = wanted;
                registration.submit(wanted);
            }
        }

        void shut(boolean reset) {
            if (shut) {
                return;
            }
            shut = true;
            if (registration != null) {
                registration.cancel();
            }
            if (reset) {
                loop.sockets.reset(descriptor.intValue());
            } else {
                loop.sockets.close(descriptor.intValue());
            }
        }

        @Override
        public FileDescriptor fd() {
            return descriptor;
        }

        @Override
        public void handle(IoRegistration handled, IoEvent event) {
            ready(this, ((EpollIoEvent) event).ops());
        }

        /** The event loop ends. */
        @Override
        public void close() {
            end(CloseReason.ENGINE_STOPPED, true);
        }
    }
}
