package org.weir.engine.inspect.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.http.ExchangeObserver;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.inspect.Conversation;
import org.weir.engine.inspect.Sides;
import org.weir.engine.inspect.TargetDialer;
import org.weir.engine.relay.Relay;

/**
 * A client connection and an upstream connection that both speak HTTP/2: what concerns the connections as a whole. Everything
 * runs on their common event loop.
 */
final class Session implements Relay.Handle {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final Conversation.Link link;
    private final HttpPolicy policy;
    private final ExchangeObserver observer;
    private final TargetDialer targets;
    private final boolean watched;
    private final Ending ending;
    private final EarlyBytes early;
    private final OutputGate gate = new OutputGate();
    private final Endpoint client;
    private @Nullable Endpoint upstream;
    private boolean serverKnown;
    private int lastTaken = Integer.MAX_VALUE;
    private int diversions;
    private int lastDiverted;

    /** @param early holds what the upstream says until the client has said its SETTINGS */
    Session(
            Conversation.Link link,
            HttpPolicy policy,
            ExchangeObserver observer,
            TargetDialer targets,
            EarlyBytes early) {
        this.link = link;
        this.policy = policy;
        this.observer = observer;
        this.targets = targets;
        this.watched = !policy.equals(HttpPolicy.NONE) || !observer.equals(ExchangeObserver.NONE);
        this.ending = new Ending(link.flow(), link.client(), link.upstream(), link.ended());
        this.early = early;
        this.client = Endpoint.towardsClient(this, link.client());
    }

    /** Installs the client's side and lets it read. */
    void start() {
        link.client().pipeline().addLast(gate, client);
    }

    Conversation.Link link() {
        return link;
    }

    HttpPolicy policy() {
        return policy;
    }

    ExchangeObserver observer() {
        return observer;
    }

    /** Whether anybody wants to see heads. */
    boolean watched() {
        return watched;
    }

    Endpoint client() {
        return client;
    }

    /** Null until the client has said its SETTINGS. */
    @Nullable
    Endpoint upstream() {
        return upstream;
    }

    /** The other side; null is a server whose side is not open yet. */
    private @Nullable Endpoint other(Endpoint side) {
        return side.isClient() ? upstream : client;
    }

    void count(boolean fromClient, int bytes) {
        if (fromClient) {
            link.flow().addUp(bytes);
        } else {
            link.flow().addDown(bytes);
        }
    }

    /** A new request of the client. */
    void request(int streamId, Http2Headers fields, boolean end) {
        var stream = Objects.requireNonNull(client.connection().stream(streamId), "the stream of a request");
        var exchange = new Exchange(this, stream);
        client.attach(stream, exchange);
        exchange.start(fields, end);
    }

    /** The first ones open the upstream's side; of later ones the server hears what concerns it. */
    void clientSettings(Http2Settings settings) {
        var known = upstream;
        if (known == null) {
            openUpstream(Mirror.towardsServer(settings));
            return;
        }
        var changed = Mirror.laterTowardsServer(settings);
        if (!changed.isEmpty()) {
            known.encoder()
                    .writeSettings(known.context(), changed, known.context().newPromise());
        }
    }

    private void openUpstream(Http2Settings settings) {
        var opened = Endpoint.towardsServer(this, link.upstream(), settings);
        upstream = opened;
        client.pair(opened);
        link.upstream().pipeline().addLast(opened);
        widen(opened);
        early.release();
    }

    /** The server's SETTINGS are the client's; the first ones open the way to it. */
    void serverSettings(Http2Settings settings) {
        if (!serverKnown) {
            serverKnown = true;
            ((LateSettingsEncoder) client.encoder()).settingsKnown();
            gate.open(client.context(), () -> {
                settingsToClient(Mirror.towardsClient(settings));
                widen(client);
            });
            return;
        }
        var changed = Mirror.laterTowardsClient(settings);
        if (!changed.isEmpty()) {
            settingsToClient(changed);
        }
    }

    private void settingsToClient(Http2Settings settings) {
        client.encoder()
                .writeSettings(client.context(), settings, client.context().newPromise());
    }

    /** RFC 9113, section 6.9.2: only WINDOW_UPDATE changes the connection's window. */
    private static void widen(Endpoint side) {
        var connection = side.connection();
        try {
            var flow = connection.local().flowController();
            flow.incrementWindowSize(
                    connection.connectionStream(),
                    Http2Limits.CONNECTION_WINDOW - flow.windowSize(connection.connectionStream()));
        } catch (Http2Exception e) {
            throw new IllegalStateException("a window that cannot be widened", e);
        }
    }

    /** Answered by the other end, not by us: whoever pings wants to know whether the whole way is alive. */
    void ping(Endpoint from, long data) {
        var to = other(from);
        if (to != null) {
            to.ping(data);
        }
    }

    void pong(Endpoint from, long data) {
        var to = other(from);
        if (to != null && from.answered()) {
            to.pong(data);
        }
    }

    /**
     * Streams have the same numbers on both sides, so the last one taken is the same too; but for streams that went to other
     * servers, of which this one never heard.
     */
    void goAway(Endpoint from, int lastStream, long code, ByteBuf debug) {
        if (from.isClient()) {
            if (upstream != null) {
                upstream.sayGoAway(lastStream, code, debug);
            }
        } else {
            lastTaken = Math.min(lastTaken, lastStream);
            client.sayGoAway(Math.max(lastStream, lastDiverted), code, debug);
        }
    }

    /** Whether the server said that it does not know this stream and never will. */
    boolean refusedByServer(int streamId) {
        return streamId > lastTaken;
    }

    /** A user event of a side's pipeline. */
    void event(Endpoint side, Object event) {
        if (event == ChannelOutputShutdownEvent.INSTANCE) {
            ending.outputFailed(side.isClient());
            return;
        }
        var end = Sides.isEnd(side.channel(), event);
        if (!end && !Sides.isCut(side.channel(), event)) {
            return;
        }
        if (ending.over()) {
            side.channel().close();
            return;
        }
        ending.sideEnded(side.isClient(), !end);
        drained(side);
        var other = other(side);
        if (other != null) {
            drained(other);
        }
    }

    /**
     * Something of that side was taken. When nothing of it is on its way any more and it has ended, the other side is told;
     * also when both have ended and what is left waits for a window that nobody will open.
     */
    void drained(Endpoint side) {
        if (ending.over() || !ending.ended(side.isClient())) {
            return;
        }
        if (!side.isClient() && diversions > 0) {
            // The client still gets the responses of others.
            return;
        }
        var other = other(side);
        if (other == null) {
            ending.abandoned();
            return;
        }
        other.push();
        var stuck = ending.ended(other.isClient()) && other.channel().isWritable();
        if (side.held() == 0 || stuck) {
            ending.passOn(side.isClient());
        }
    }

    boolean mayDivert() {
        return diversions < Http2Limits.DIVERSIONS;
    }

    /** Connects to where a rule sends a request; {@link #diversionOver} must follow, once. */
    Future<DuplexChannel> divert(int streamId, HttpPolicy.Target target) {
        diversions++;
        lastDiverted = streamId;
        return targets.dial(link.flow(), link.client().eventLoop(), target);
    }

    /** Nothing is on its way any more from or to such a server. */
    void diversionOver() {
        diversions--;
        if (diversions > 0) {
            return;
        }
        lastDiverted = 0;
        if (upstream != null) {
            drained(upstream);
        }
    }

    void logDiversion(String why) {
        LOG.info("flow {}: a rule's target: {}", link.flow().id(), why);
    }

    void broken(Endpoint side) {
        if (!ending.over()) {
            var other = other(side);
            if (other != null) {
                other.push();
            }
        }
        ending.broken(side.isClient());
    }

    /** An exception of a pipeline that is not about HTTP/2. */
    void failed(Endpoint side, Throwable cause) {
        if (cause instanceof IOException || cause.getCause() instanceof IOException) {
            broken(side);
        } else {
            LOG.warn("flow {} ends by a defect", link.flow().id(), cause);
            abort(CloseReason.INTERNAL_ERROR);
        }
    }

    /**
     * A connection error: a peer violates HTTP/2, or its socket takes nothing any more.
     *
     * @param io whether writing failed: what the peer sent before may still be readable
     */
    void violated(Endpoint side, boolean io, Http2Error code, Throwable cause) {
        if (ending.over()) {
            return;
        }
        if (io) {
            ending.outputFailed(side.isClient());
            return;
        }
        if (!(cause instanceof Http2Exception)) {
            LOG.warn("flow {} ends by a defect", link.flow().id(), cause);
        }
        LOG.debug("flow {}: HTTP/2 is violated by the {}", link.flow().id(), side.isClient() ? "app" : "server", cause);
        var said = Unpooled.copiedBuffer(Objects.toString(cause.getMessage(), ""), StandardCharsets.UTF_8);
        if (!serverKnown) {
            // Else what the client is told would wait at the gate for a server that is not listened to any more.
            serverSettings(new Http2Settings());
        }
        dismiss(client, code, said);
        var other = upstream;
        if (other != null) {
            dismiss(other, code, said);
        }
        said.release();
        ending.dismissed(side.isClient());
    }

    private static void dismiss(Endpoint side, Http2Error code, ByteBuf said) {
        side.sayGoAway(side.connection().remote().lastStreamCreated(), code.code(), said);
        side.push();
        side.deafen();
    }

    @Override
    public void abort(CloseReason reason) {
        ending.abort(reason);
    }
}
