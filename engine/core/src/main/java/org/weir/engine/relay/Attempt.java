package org.weir.engine.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.engine.flow.CloseReason;

/**
 * One try to reach an upstream: resolve, dial, ask the proxy, and hold back what the server says before the relay runs.
 * Runs on the flow's event loop.
 */
final class Attempt extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    private final FlowSession session;
    private final DialPlan plan;
    private final Queue<InetSocketAddress> addresses = new ArrayDeque<>();
    private @Nullable DuplexChannel channel;
    private @Nullable ProxyHandshake handshake;
    private @Nullable Future<?> handshakeDeadline;
    private @Nullable Future<?> nameWait;
    private ByteBuf proxyBytes = Unpooled.EMPTY_BUFFER;
    private List<ByteBuf> held = List.of();
    private int heldBytes;
    private boolean connected;
    private boolean ready;
    private boolean ended;
    private boolean over;

    Attempt(FlowSession session, DialPlan plan) {
        this.session = session;
        this.plan = plan;
    }

    boolean ready() {
        return ready;
    }

    boolean ended() {
        return ended;
    }

    @Nullable
    DuplexChannel channel() {
        return channel;
    }

    void begin() {
        if (plan.address() != null) {
            addresses.add(plan.address());
            dialNext(CloseReason.CONNECT_UNREACHABLE);
            return;
        }
        var target = java.util.Objects.requireNonNull(plan.target());
        try {
            session.parts().resolver().execute(() -> resolve(target.host(), target.port()));
        } catch (RejectedExecutionException e) {
            failed(CloseReason.OVERLOADED, "too many names are being resolved");
        }
    }

    /** Blocks; never on an event loop. */
    private void resolve(String host, int port) {
        var found = new ArrayList<InetSocketAddress>();
        try {
            for (var address : InetAddress.getAllByName(host)) {
                found.add(new InetSocketAddress(address, port));
            }
        } catch (UnknownHostException e) {
            LOG.debug("{} does not resolve", host, e);
        }
        session.client().eventLoop().execute(() -> {
            if (found.isEmpty()) {
                failed(CloseReason.NAME_NOT_FOUND, host + " does not resolve");
            } else {
                addresses.addAll(found);
                dialNext(CloseReason.CONNECT_UNREACHABLE);
            }
        });
    }

    private void dialNext(CloseReason last) {
        if (over) {
            return;
        }
        var to = addresses.poll();
        if (to == null) {
            failed(last, "not connected: " + last.word());
            return;
        }
        var flow = session.flow();
        ChannelFuture dial;
        try {
            dial = session.parts()
                    .dialer()
                    .dial(session.client().eventLoop(), to, FlowPipeline.boundSource(flow), this, !plan.throughProxy());
        } catch (Dialer.LoopException e) {
            failed(CloseReason.INTERNAL_ERROR, e.getMessage());
            return;
        } catch (IOException | ChannelException e) {
            failed(ConnectErrors.reason(e), e.getMessage());
            return;
        }
        channel = (DuplexChannel) dial.channel();
        if (dial.isDone()) {
            dialled(dial, to);
        } else {
            dial.addListener((ChannelFuture done) -> dialled(done, to));
        }
    }

    private void dialled(ChannelFuture dial, InetSocketAddress to) {
        if (over) {
            dial.channel().close();
            return;
        }
        if (!dial.isSuccess()) {
            var reason = ConnectErrors.reason(dial.cause());
            dial.channel().close();
            channel = null;
            dialNext(reason);
            return;
        }
        session.flow().upstream(to);
        connected = true;
        if (plan.throughProxy()) {
            if (session.nameSettled()) {
                shakeHands();
            } else {
                nameWait = dial.channel()
                        .eventLoop()
                        .schedule(this::shakeHands, Limits.NAME_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            }
        } else {
            becomeReady();
        }
        if (!over && channel != null && !handedOver()) {
            Sockets.startReading(channel);
        }
    }

    private boolean handedOver() {
        return channel == null || channel.pipeline().context(this) == null;
    }

    /** The flow's name is settled now. */
    void nameKnown() {
        if (nameWait != null && nameWait.cancel(false)) {
            shakeHands();
        }
    }

    private void shakeHands() {
        if (over || !connected || handshake != null || channel == null) {
            return;
        }
        var asking = java.util.Objects.requireNonNull(plan.handshake(session.flow(), session.host()));
        handshake = asking;
        handshakeDeadline = channel.eventLoop()
                .schedule(
                        () -> failed(CloseReason.PROXY_FAILED, "the proxy did not answer in time"),
                        Limits.PROXY_HANDSHAKE.toMillis(),
                        TimeUnit.MILLISECONDS);
        channel.writeAndFlush(Unpooled.wrappedBuffer(asking.begin()), channel.voidPromise());
    }

    private void becomeReady() {
        ready = true;
        if (handshakeDeadline != null) {
            handshakeDeadline.cancel(false);
        }
        session.attemptReady(this);
    }

    /** Gives the held bytes and the channel away. */
    List<ByteBuf> handOver() {
        var result = held;
        held = List.of();
        over = true;
        if (channel != null) {
            channel.pipeline().remove(this);
        }
        return result;
    }

    /** Not wanted any more. */
    void abandon() {
        if (over) {
            return;
        }
        over = true;
        if (handshakeDeadline != null) {
            handshakeDeadline.cancel(false);
        }
        if (nameWait != null) {
            nameWait.cancel(false);
        }
        for (var buffer : held) {
            buffer.release();
        }
        held = List.of();
        proxyBytes.release();
        proxyBytes = Unpooled.EMPTY_BUFFER;
        if (channel != null) {
            Sockets.reset(channel);
        }
    }

    private void failed(CloseReason reason, String why) {
        if (over) {
            return;
        }
        LOG.debug("flow {}: {}", session.flow().id(), why);
        var shown = plan.throughProxy() && reason != CloseReason.NAME_NOT_FOUND && reason != CloseReason.OVERLOADED
                ? CloseReason.PROXY_FAILED
                : reason;
        session.attemptFailed(this, shown);
        abandon();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var buffer = (ByteBuf) message;
        if (over) {
            buffer.release();
        } else if (ready) {
            hold(buffer);
        } else {
            fromProxy(buffer);
        }
    }

    private void fromProxy(ByteBuf buffer) {
        if (handshake == null) {
            buffer.release();
            failed(CloseReason.PROXY_FAILED, "the proxy spoke before it was asked");
            return;
        }
        proxyBytes = proxyBytes.isReadable() ? Unpooled.wrappedBuffer(proxyBytes, buffer) : swap(buffer);
        while (true) {
            switch (handshake.read(proxyBytes)) {
                case ProxyHandshake.Step.Wait() -> {
                    return;
                }
                case ProxyHandshake.Step.Send(var bytes) -> {
                    if (channel != null) {
                        channel.writeAndFlush(Unpooled.wrappedBuffer(bytes), channel.voidPromise());
                    }
                }
                case ProxyHandshake.Step.Fail(var why) -> {
                    failed(CloseReason.PROXY_FAILED, why);
                    return;
                }
                case ProxyHandshake.Step.Done() -> {
                    proxyDone();
                    return;
                }
            }
        }
    }

    private void proxyDone() {
        var rest = proxyBytes;
        proxyBytes = Unpooled.EMPTY_BUFFER;
        ready = true;
        if (rest.isReadable()) {
            hold(rest);
        } else {
            rest.release();
        }
        if (!over) {
            becomeReady();
        }
    }

    private ByteBuf swap(ByteBuf buffer) {
        proxyBytes.release();
        return buffer;
    }

    private void hold(ByteBuf buffer) {
        if (held.isEmpty()) {
            held = new ArrayList<>(2);
        }
        held.add(buffer);
        heldBytes += buffer.readableBytes();
        if (heldBytes >= Limits.GREETING_BYTES && channel != null) {
            channel.config().setAutoRead(false);
        }
        session.serverSpoke(buffer);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event != ChannelInputShutdownEvent.INSTANCE || over) {
            return;
        }
        if (!ready) {
            failed(CloseReason.PROXY_FAILED, "the proxy closed the connection");
            return;
        }
        ended = true;
        session.serverSilent();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (connected) {
            failed(CloseReason.SERVER_RESET, "the server closed the connection");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            if (connected) {
                failed(CloseReason.SERVER_RESET, cause.getMessage());
            }
        } else {
            session.defect(cause);
        }
    }
}
