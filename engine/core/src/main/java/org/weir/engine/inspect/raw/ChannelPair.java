package org.weir.engine.inspect.raw;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.Future;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Flow;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.inspect.Conversation;
import org.weir.engine.inspect.Sides;
import org.weir.engine.inspect.TargetDialer;
import org.weir.engine.relay.Limits;
import org.weir.engine.relay.Relay;

/**
 * The sockets of a conversation: reading with back-pressure, one flush for each read, ends and resets of either side. What
 * is said is the {@link Script}'s. Everything runs on the channels' common event loop.
 *
 * <p>A reset of one side becomes a reset of the other, after what that side had sent before was read and delivered.
 */
public final class ChannelPair implements Relay.Handle, Stage {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelPair.class);

    /** After our own end of stream a client may still send this long, so that no reset overtakes our last bytes. */
    static final long LINGER_MILLIS = 2_000;

    private final Flow flow;
    private final Relay.Ended ended;
    private final SideHandler client;
    private final SideHandler upstream;
    private final TargetDialer targets;
    /** A dialled side, or null. */
    private @Nullable SideHandler detour;

    private Script script;
    private @Nullable CloseReason orderly;
    private @Nullable Future<?> watch;
    private boolean over;

    private ChannelPair(Conversation.Link link, TargetDialer targets) {
        this.targets = targets;
        this.flow = link.flow();
        this.ended = link.ended();
        this.client = new SideHandler(this, link.client());
        this.upstream = new SideHandler(this, link.upstream());
        this.script = new Unset();
    }

    /** Starts the script that {@code scripts} makes over the link's channels. */
    public static ChannelPair start(Conversation.Link link, Function<Stage, Script> scripts) {
        return start(link, TargetDialer.NONE, scripts);
    }

    /** As {@link #start(Conversation.Link, Function)}, for scripts that dial. */
    public static ChannelPair start(Conversation.Link link, TargetDialer targets, Function<Stage, Script> scripts) {
        var pair = new ChannelPair(link, targets);
        pair.client.peer(pair.upstream);
        pair.upstream.peer(pair.client);
        pair.script = scripts.apply(pair);
        link.client().pipeline().addLast(pair.client);
        link.upstream().pipeline().addLast(pair.upstream);
        for (var bytes : link.fromClient()) {
            pair.read(pair.client, bytes);
        }
        for (var bytes : link.fromUpstream()) {
            pair.read(pair.upstream, bytes);
        }
        pair.flush();
        pair.client.open();
        pair.upstream.open();
        return pair;
    }

    @Override
    public Line client() {
        return client;
    }

    @Override
    public Line upstream() {
        return upstream;
    }

    @Override
    public Flow flow() {
        return flow;
    }

    @Override
    public void dial(HttpPolicy.Target target, Dialled done) {
        var dialled = targets.dial(flow, client.channel().eventLoop(), target);
        dialled.addListener(_ -> {
            if (over) {
                if (dialled.isSuccess()) {
                    dialled.getNow().close();
                }
            } else if (!dialled.isSuccess()) {
                guarded(() -> done.failed(String.valueOf(dialled.cause().getMessage())));
            } else {
                var side = new SideHandler(this, dialled.getNow());
                detour = side;
                side.peer(client);
                side.channel().pipeline().addLast(side);
                guarded(() -> done.connected(side));
                side.open();
            }
            flush();
        });
    }

    @Override
    public void use(Line side) {
        client.peer((SideHandler) side);
        client.gate();
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // Lines are told apart by identity.
    public void drop(Line line) {
        if (line == detour) {
            var channel = ((SideHandler) line).channel();
            detour = null;
            channel.close();
        }
    }

    @Override
    public void become(Script next) {
        script = next;
    }

    @Override
    public void abort(CloseReason reason) {
        if (finish(reason)) {
            Sides.reset(client.channel());
            Sides.reset(upstream.channel());
        }
    }

    @Override
    public void leave(CloseReason reason) {
        if (!finish(reason)) {
            return;
        }
        upstream.channel().close();
        var channel = client.channel();
        var deadline = channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(_ -> deadline.cancel(false));
        client.discard();
    }

    @Override
    public Future<?> later(Runnable task, long millis) {
        return client.channel()
                .eventLoop()
                .schedule(
                        () -> {
                            if (!over) {
                                guarded(task);
                                flush();
                            }
                        },
                        millis,
                        TimeUnit.MILLISECONDS);
    }

    void soon(Runnable task) {
        client.channel().eventLoop().execute(() -> {
            if (!over) {
                guarded(task);
                flush();
            }
        });
    }

    boolean isOver() {
        return over;
    }

    void read(SideHandler side, ByteBuf bytes) {
        if (over || dropped(side)) {
            bytes.release();
            return;
        }
        if (side == client) {
            flow.addUp(bytes.readableBytes());
        } else {
            flow.addDown(bytes.readableBytes());
        }
        guarded(() -> script.read(side, bytes));
    }

    void flush() {
        if (detour != null) {
            detour.flush();
        }
        client.flush();
        upstream.flush();
    }

    void writable(SideHandler side) {
        if (!over) {
            guarded(() -> script.writable(side));
            flush();
        }
    }

    void inputEnded(SideHandler side, boolean cut) {
        if (over || dropped(side)) {
            return;
        }
        if (orderly == null && side != detour) {
            orderly = side == client ? CloseReason.CLIENT_CLOSED : CloseReason.SERVER_CLOSED;
            watchSilence(flow.bytesUp() + flow.bytesDown());
        }
        guarded(() -> script.ended(side, cut));
        flush();
    }

    void outputEnded() {
        if (client.outputShut()
                && upstream.outputShut()
                && finish(Objects.requireNonNullElse(orderly, CloseReason.SERVER_CLOSED))) {
            client.channel().close();
            upstream.channel().close();
        }
    }

    /**
     * One side broke: the other is reset as soon as it has what was on its way to it. A server that is not asked anything at
     * the time, because a rule sends the present exchange elsewhere (or did before), is only cut off.
     */
    void broken(SideHandler side) {
        if (!over && side != client && !client.talksTo(side)) {
            inputEnded(side, true);
            return;
        }
        if (dropped(side) || !finish(side == client ? CloseReason.CLIENT_RESET : CloseReason.SERVER_RESET)) {
            return;
        }
        Sides.reset(side.channel());
        if (side == detour) {
            Sides.reset(upstream.channel());
        }
        var other = (side == client ? upstream : client).channel();
        if (!other.isActive()) {
            Sides.reset(other);
            return;
        }
        var deadline = other.eventLoop()
                .schedule(() -> Sides.reset(other), Limits.RESET_DRAIN.toMillis(), TimeUnit.MILLISECONDS);
        ChannelFuture drained = Sides.drained(other);
        drained.addListener(_ -> {
            deadline.cancel(false);
            Sides.reset(other);
        });
    }

    void defect(Throwable cause) {
        LOG.warn("flow {} ends by a defect", flow.id(), cause);
        abort(CloseReason.INTERNAL_ERROR);
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            defect(e);
        }
    }

    private boolean dropped(SideHandler side) {
        return side != client && side != upstream && side != detour;
    }

    private boolean finish(CloseReason reason) {
        if (over) {
            return false;
        }
        over = true;
        if (detour != null) {
            detour.channel().close();
        }
        if (watch != null) {
            watch.cancel(false);
        }
        try {
            script.over(reason);
        } finally {
            ended.ended(reason);
        }
        return true;
    }

    private void watchSilence(long seen) {
        watch = client.channel()
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

    /** Before the script is made nothing can happen. */
    private static final class Unset implements Script {
        @Override
        public void read(Line from, ByteBuf bytes) {
            bytes.release();
        }

        @Override
        public void ended(Line from, boolean cut) {}

        @Override
        public void over(CloseReason reason) {}
    }
}
