package org.weir.engine.inspect.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2PromisedRequestVerifier;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import org.jspecify.annotations.Nullable;
import org.weir.engine.relay.Sockets;

/**
 * One side of a conversation: Netty's connection handler (of which Http2FrameCodec is a facade with an object for each
 * frame) with what a relay needs differently: it is flushed by the other side's reads, it stops reading when the other side
 * does not take, it leaves GOAWAY and closing to the {@link Session}, and a stream stays open until its bytes were taken, so
 * that the connection's window bounds what is held for all streams.
 */
final class Endpoint extends Http2ConnectionHandler implements Sink {
    private final Session session;
    private final DuplexChannel channel;
    private final boolean client;
    private final Http2Connection.PropertyKey exchangeKey;
    private final Calm calm = new Calm(System::nanoTime);
    private @Nullable ChannelHandlerContext context;
    private @Nullable Endpoint peer;
    private int held;
    private long pings;
    private boolean deaf;
    private boolean inactive;

    private Endpoint(
            Session session,
            DuplexChannel channel,
            DefaultHttp2ConnectionDecoder decoder,
            DefaultHttp2ConnectionEncoder encoder,
            Http2Settings settings) {
        super(decoder, encoder, settings, true, false);
        this.session = session;
        this.channel = channel;
        this.client = connection().isServer();
        this.exchangeKey = connection().newKey();
        connection().addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamClosed(Http2Stream stream) {
                Exchange exchange = stream.getProperty(exchangeKey);
                if (exchange != null) {
                    exchange.closed(client);
                }
            }
        });
    }

    /** The side that the app talks to. Its first SETTINGS wait for {@link Session}. */
    static Endpoint towardsClient(Session session, DuplexChannel channel) {
        var endpoint = make(session, channel, true, new Http2Settings());
        endpoint.decoder().frameListener(new ClientFrames(session, endpoint));
        return endpoint;
    }

    static Endpoint towardsServer(Session session, DuplexChannel channel, Http2Settings settings) {
        var endpoint = make(session, channel, false, settings);
        endpoint.decoder().frameListener(new UpstreamFrames(session, endpoint));
        return endpoint;
    }

    @SuppressWarnings("deprecation") // The only constructors with all the switches.
    private static Endpoint make(Session session, DuplexChannel channel, boolean server, Http2Settings settings) {
        var connection = new DefaultHttp2Connection(server);
        // Streams share evenly: priorities of RFC 7540 are deprecated, and their trees are a way to keep us busy.
        connection
                .remote()
                .flowController(
                        new DefaultHttp2RemoteFlowController(connection, new UniformStreamByteDistributor(connection)));
        var writer = new DefaultHttp2FrameWriter((_, value) -> value instanceof NeverIndexed, true);
        var encoder = server
                ? new LateSettingsEncoder(connection, writer)
                : new DefaultHttp2ConnectionEncoder(connection, writer);
        var reader = new DefaultHttp2FrameReader(new FieldsDecoder(), Http2Limits.SMALL_CONTINUATIONS);
        var decoder = new DefaultHttp2ConnectionDecoder(
                connection, encoder, reader, Http2PromisedRequestVerifier.ALWAYS_VERIFY, true, false, true, true);
        return new Endpoint(session, channel, decoder, encoder, settings);
    }

    void pair(Endpoint other) {
        peer = other;
        other.peer = this;
    }

    boolean isClient() {
        return client;
    }

    DuplexChannel channel() {
        return channel;
    }

    /** Only while the handler is in its pipeline. */
    ChannelHandlerContext context() {
        var added = context;
        if (added == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return added;
    }

    Calm calm() {
        return calm;
    }

    @Nullable
    Exchange exchange(int streamId) {
        var stream = connection().stream(streamId);
        return stream == null ? null : stream.getProperty(exchangeKey);
    }

    /** Sends a new request. Null when this connection takes no more of them. */
    @Nullable
    Http2Stream open(int streamId, Http2Headers fields, boolean end) {
        var local = connection().local();
        if (!local.canOpenStream() || (connection().goAwayReceived() && streamId > local.lastStreamKnownByPeer())) {
            return null;
        }
        headers(streamId, fields, end);
        return connection().stream(streamId);
    }

    void headers(int streamId, Http2Headers fields, boolean end) {
        encoder().writeHeaders(context(), streamId, fields, 0, end, context().newPromise());
    }

    @Override
    public void data(int streamId, ByteBuf bytes, boolean end, @Nullable ChannelFutureListener taken) {
        var promise = context().newPromise();
        if (taken != null) {
            promise.addListener(taken);
        }
        encoder().writeData(context(), streamId, bytes, 0, end, promise);
    }

    @Override
    public void trailers(int streamId, Http2Headers fields) {
        headers(streamId, fields, true);
    }

    /** Sends a PING, of which the answer is awaited. */
    void ping(long data) {
        pings++;
        encoder().writePing(context(), false, data, context().newPromise());
    }

    /** Answers a PING. */
    void pong(long data) {
        encoder().writePing(context(), true, data, context().newPromise());
    }

    /** Whether an answer was awaited, of which there is now one less to come. */
    boolean answered() {
        if (pings == 0) {
            return false;
        }
        pings--;
        return true;
    }

    void attach(Http2Stream stream, Exchange exchange) {
        stream.setProperty(exchangeKey, exchange);
    }

    /** Bytes received here that the other side has not taken. */
    int held() {
        return held;
    }

    void hold(int bytes) {
        held += bytes;
    }

    /** The other side took bytes that were received here: their sender may send as many more. */
    void taken(Http2Stream stream, int bytes) {
        held -= bytes;
        try {
            if (channel.isActive() && decoder().flowController().consumeBytes(stream, bytes)) {
                context().flush();
            }
        } catch (Http2Exception e) {
            onError(context(), false, e);
        }
        if (held == 0) {
            session.drained(this);
        }
    }

    /** Resets a stream; at once, because this may happen outside of any read. */
    void reset(int streamId, long code) {
        if (context != null && channel.isActive()) {
            resetStream(context, streamId, code, context.newPromise());
            push();
        }
    }

    /** Writes what flow control lets out and flushes. */
    void push() {
        if (context != null) {
            flush(context);
        }
    }

    /** From now on whatever comes is dropped. */
    void deafen() {
        deaf = true;
    }

    /** Sends GOAWAY and nothing else: unlike Netty's it never closes. The caller flushes and keeps {@code debug}. */
    void sayGoAway(int lastStream, long code, ByteBuf debug) {
        if (context == null || !channel.isActive()) {
            return;
        }
        try {
            connection().goAwaySent(lastStream, code, debug);
        } catch (Http2Exception e) {
            // The number grew since the last GOAWAY, which only a peer in error does; the old one stands.
            return;
        }
        frameWriter().writeGoAway(context, lastStream, code, debug.retain(), context.newPromise());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        super.handlerAdded(ctx);
        // A channel that is closed between being deregistered and registered anew (Sockets.startReading) is never
        // inactive.
        channel.closeFuture().addListener(_ -> channel.eventLoop().execute(this::closed));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (deaf) {
            ((ByteBuf) message).release();
            return;
        }
        session.count(client, ((ByteBuf) message).readableBytes());
        super.channelRead(ctx, message);
    }

    /** Unlike Netty's: reads no further by itself, and flushes both sides once for all frames of one read. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        discardSomeReadBytes();
        if (peer != null) {
            peer.push();
        }
        push();
        pauseOrRead();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
        super.channelWritabilityChanged(ctx);
        if (peer != null && peer.context != null) {
            peer.pauseOrRead();
            session.drained(peer);
        }
    }

    /** Reads this side only while the other side's socket takes what is sent there. */
    private void pauseOrRead() {
        if (deaf || peer == null || peer.channel.isWritable()) {
            Sockets.startReading(channel);
        } else {
            channel.config().setAutoRead(false);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        super.userEventTriggered(ctx, event);
        session.event(this, event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        inactive = true;
        session.broken(this);
        super.channelInactive(ctx);
    }

    private void closed() {
        if (!inactive) {
            try {
                channelInactive(context());
            } catch (Exception e) {
                session.failed(this, e);
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
        if (cause instanceof Http2Exception) {
            onError(ctx, false, cause);
        } else {
            session.failed(this, cause);
        }
    }

    /** A stream whose last bytes are still held stays open, so that they count against the connection's window. */
    @Override
    public void closeStreamRemote(Http2Stream stream, ChannelFuture future) {
        Exchange exchange = stream.getProperty(exchangeKey);
        if (exchange == null || exchange.mayCloseRemote(client)) {
            super.closeStreamRemote(stream, future);
        }
    }

    @Override
    protected void onConnectionError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, @Nullable Http2Exception http2) {
        var code = http2 == null ? Http2Error.INTERNAL_ERROR : http2.error();
        session.violated(this, outbound && http2 == null, code, cause);
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, Http2Exception.StreamException error) {
        var stream = connection().stream(error.streamId());
        if (outbound && (stream == null || stream.state() == Http2Stream.State.CLOSED)) {
            // What was queued for a stream that has been reset; its end is known.
            return;
        }
        Exchange exchange = stream == null ? null : stream.getProperty(exchangeKey);
        if (exchange != null) {
            exchange.malformed(client, error.getMessage());
        }
        try {
            calm.count();
        } catch (Http2Exception e) {
            onConnectionError(ctx, false, e, e);
            return;
        }
        super.onStreamError(ctx, outbound, cause, error);
    }
}
