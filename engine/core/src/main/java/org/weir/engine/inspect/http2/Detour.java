package org.weir.engine.inspect.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.ResponseHead;
import org.weir.engine.inspect.http1.TargetExchange;

/**
 * A stream's way to another server than the connection's: in HTTP/1.1, on a connection of its own. What the client may send
 * ahead is bounded by its stream's window, what the server may by {@link Http2Limits#DIVERTED_BYTES}. On the event loop.
 */
final class Detour implements Sink, Source, TargetExchange.Client {
    private final Session session;
    private final Exchange exchange;
    private final int streamId;
    /** Of the request, until there is a connection. */
    private final ArrayDeque<Part> early = new ArrayDeque<>(0);

    private @Nullable TargetExchange target;
    private int held;
    private boolean paused;
    private boolean over;
    private boolean told;

    private record Part(
            ByteBuf bytes, @Nullable Headers end, @Nullable ChannelFutureListener taken) {}

    Detour(Session session, Exchange exchange, int streamId) {
        this.session = session;
        this.exchange = exchange;
        this.streamId = streamId;
    }

    /** @param end whether the request has no body */
    void start(HttpPolicy.Target where, RequestHead head, boolean end) {
        session.divert(streamId, where).addListener((Future<DuplexChannel> dialled) -> {
            if (!dialled.isSuccess()) {
                failed(where.host() + ":" + where.port() + ": "
                        + dialled.cause().getMessage());
            } else if (over) {
                dialled.getNow().close();
            } else {
                var connected = new TargetExchange(dialled.getNow(), this);
                target = connected;
                connected.start(head, end);
                for (var part = early.poll(); part != null; part = early.poll()) {
                    send(connected, part);
                }
            }
        });
    }

    /** Nobody waits for the response any more. */
    void abandon() {
        if (over) {
            return;
        }
        over = true;
        if (target != null) {
            target.abandon();
        }
        for (var part = early.poll(); part != null; part = early.poll()) {
            drop(part);
        }
        tellOver();
    }

    @Override
    public void data(int stream, ByteBuf bytes, boolean end, @Nullable ChannelFutureListener taken) {
        send(new Part(bytes, end ? Headers.EMPTY : null, taken));
    }

    @Override
    public void trailers(int stream, Http2Headers fields) {
        send(new Part(Unpooled.EMPTY_BUFFER, Heads.regular(fields), null));
    }

    private void send(Part part) {
        var connected = target;
        if (over) {
            drop(part);
        } else if (connected == null) {
            early.add(part);
        } else {
            send(connected, part);
        }
    }

    private static void send(TargetExchange to, Part part) {
        var sent = to.send(part.bytes());
        if (part.taken() != null) {
            sent.addListener(part.taken());
        }
        if (part.end() != null) {
            to.sendEnd(part.end());
        }
    }

    private void drop(Part part) {
        part.bytes().release();
        if (part.taken() != null) {
            session.client()
                    .context()
                    .newFailedFuture(new ClosedChannelException())
                    .addListener(part.taken());
        }
    }

    @Override
    public void hold(int bytes) {
        held += bytes;
        if (held > Http2Limits.DIVERTED_BYTES && !paused && target != null) {
            paused = true;
            target.pause(true);
        }
    }

    @Override
    public void taken(int bytes) {
        held -= bytes;
        if (held <= Http2Limits.DIVERTED_BYTES / 2 && paused && target != null) {
            paused = false;
            target.pause(false);
        }
        tellOver();
    }

    @Override
    public void close() {
        // Its connection ends with the response.
    }

    @Override
    public void read(int bytes) {
        session.count(false, bytes);
    }

    @Override
    public void informational(ResponseHead head) {
        exchange.head(head, false);
    }

    @Override
    public void response(ResponseHead head, boolean end) {
        exchange.head(head, end);
        if (end) {
            finish();
        }
    }

    @Override
    public void data(ByteBuf bytes) {
        pass(bytes, false);
    }

    @Override
    public void end(Headers trailers) {
        if (trailers.fields().isEmpty()) {
            pass(Unpooled.EMPTY_BUFFER, true);
        } else {
            exchange.response().trailers(Heads.trailers(trailers));
        }
        finish();
    }

    private void pass(ByteBuf bytes, boolean end) {
        try {
            exchange.response().data(bytes, 0, end);
        } catch (Http2Exception e) {
            throw new IllegalStateException("a body out of turn", e);
        } finally {
            bytes.release();
        }
    }

    @Override
    public void readComplete() {
        session.client().push();
    }

    @Override
    public void failed(String why) {
        if (!over) {
            abandon();
            exchange.diversionFailed(why);
            session.client().push();
        }
    }

    private void finish() {
        over = true;
        exchange.diversionOver();
        tellOver();
    }

    private void tellOver() {
        if (over && held == 0 && !told) {
            told = true;
            session.diversionOver();
        }
    }
}
