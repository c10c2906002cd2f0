package org.weir.engine.control;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.api.control.Flows;
import org.weir.api.control.Hello;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;
import org.weir.api.rpc.RpcError;
import org.weir.api.rpc.RpcException;
import org.weir.api.rpc.RpcMessage;

/**
 * One client. Its requests are answered one after the other, off the event loop; while one is being answered, or the
 * client does not read, nothing more is taken from it. What changes belongs to the channel's event loop.
 */
final class Session extends SimpleChannelInboundHandler<byte[]> {
    /**
     * How long a client is waited for.
     *
     * @param helloMillis a client says hello at once; one that does not is none of ours and holds a place
     * @param slowMillis a client that reads nothing for this long is dropped: what waits for it is memory of ours
     */
    record Timing(long helloMillis, long slowMillis) {
        static final Timing USUAL = new Timing(10_000, 10_000);
    }

    /** Lines of one client that wait; a read of the socket can bring more at once, then reading stops. */
    private static final int MAX_WAITING = 16;

    /** A window needs one for flows and one for exchanges, the command line one. */
    private static final int MAX_WATCHES = 4;

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final String version;
    private final Timing timing;
    private final Methods methods;
    private final Executor workers;
    private final Peer peer;
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private final Map<Long, WatchPump> watches = new HashMap<>();
    private final AtomicLong lastWatch = new AtomicLong();
    private final AtomicInteger watchCount = new AtomicInteger();
    private boolean greeted;
    private boolean busy;
    private boolean ending;
    private long timesRead;
    private @Nullable ChannelHandlerContext context;
    private boolean watchesEvents;

    Session(String version, Timing timing, Methods methods, Executor workers, Peer peer) {
        this.version = version;
        this.timing = timing;
        this.methods = methods;
        this.workers = workers;
        this.peer = peer;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.executor().schedule(() -> closeUnlessGreeted(ctx), timing.helloMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, byte[] line) {
        if (ending) {
            return;
        }
        waiting.add(line);
        if (waiting.size() >= MAX_WAITING) {
            ctx.channel().config().setAutoRead(false);
        }
        next(ctx);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            timesRead++;
            next(ctx);
        } else {
            var before = timesRead;
            ctx.executor().schedule(() -> dropWhenSlow(ctx, before), timing.slowMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ending = true;
        waiting.clear();
        watches.values().forEach(WatchPump::close);
        watches.clear();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        var tooLong = cause.getCause() instanceof TooLongFrameException frame ? frame : cause;
        if (tooLong instanceof TooLongFrameException) {
            refuse(ctx, OptionalLong.empty(), RpcError.of(ErrorCode.TOO_LARGE, tooLong.getMessage()));
        } else {
            LOG.debug("client of uid {} ended: {}", peer.uid(), cause.toString());
            ctx.close();
        }
    }

    /** Tells the client something, if it asked for events. Returns false when it should be told later. */
    boolean tell(byte[] line) {
        var ctx = context;
        if (!watchesEvents || ending || ctx == null) {
            return true;
        }
        if (!ctx.channel().isWritable()) {
            return false;
        }
        send(ctx, Unpooled.wrappedBuffer(line));
        return true;
    }

    private void next(ChannelHandlerContext ctx) {
        while (!busy && !ending && ctx.channel().isWritable() && !waiting.isEmpty()) {
            take(ctx, waiting.remove());
        }
        if (waiting.isEmpty() && !ending) {
            ctx.channel().config().setAutoRead(true);
        }
    }

    private void take(ChannelHandlerContext ctx, byte[] line) {
        RpcMessage message;
        try {
            message = RpcCodec.decode(line);
        } catch (RpcException e) {
            refuse(ctx, OptionalLong.empty(), e.error());
            return;
        }
        if (!greeted) {
            greet(ctx, message);
        } else if (message instanceof RpcMessage.Request request) {
            answer(ctx, request);
        }
        // Unknown notifications are ignored; answers to questions that we never ask, too.
    }

    private void greet(ChannelHandlerContext ctx, RpcMessage message) {
        if (!(message instanceof RpcMessage.Request(var id, var method, var params))) {
            refuse(ctx, OptionalLong.empty(), RpcError.of(ErrorCode.HELLO_FIRST, "the first request must be hello"));
            return;
        }
        if (!method.equals("hello")) {
            refuse(ctx, OptionalLong.of(id), RpcError.of(ErrorCode.HELLO_FIRST, "the first request must be hello"));
            return;
        }
        if (params.path("protocol").asLong(-1) != Hello.PROTOCOL) {
            var data = RpcCodec.json().createObjectNode().put("protocol", Hello.PROTOCOL);
            refuse(
                    ctx,
                    OptionalLong.of(id),
                    new RpcError(
                            ErrorCode.WRONG_VERSION.number(),
                            "this engine speaks version " + Hello.PROTOCOL + " of the protocol",
                            data));
            return;
        }
        greeted = true;
        send(ctx, Unpooled.wrappedBuffer(Wire.result(id, hello())));
    }

    /** What a worker made of a request: the line, and what the event loop does once it is on its way. */
    private record Reply(ByteBuf line, Runnable then) {}

    private void answer(ChannelHandlerContext ctx, RpcMessage.Request request) {
        busy = true;
        try {
            workers.execute(() -> {
                var reply = reply(ctx, request);
                ctx.executor().execute(() -> {
                    busy = false;
                    send(ctx, reply.line());
                    reply.then().run();
                    next(ctx);
                });
            });
        } catch (RejectedExecutionException e) {
            // The server is being closed.
            ctx.close();
        }
    }

    private Reply reply(ChannelHandlerContext ctx, RpcMessage.Request request) {
        var id = request.id();
        try {
            if (!peer.full()) {
                return reply(id, request.method().equals("hello") ? hello() : methods.call(peer, request), () -> {});
            }
            return switch (request.method()) {
                case "hello" -> reply(id, hello(), () -> {});
                case "events.watch" -> reply(id, Methods.EMPTY, () -> watchesEvents = true);
                case String method when method.endsWith(".watch") -> watch(ctx, request);
                case String method
                when method.endsWith(".unwatch") -> {
                    var watch =
                            Methods.read(request.params(), Flows.Watch.class).watch();
                    yield reply(id, Methods.EMPTY, () -> unwatch(watch));
                }
                default -> reply(id, methods.call(peer, request), () -> {});
            };
        } catch (RpcException e) {
            return new Reply(failure(id, e.error()), () -> {});
        }
    }

    private static Reply reply(long id, byte[] json, Runnable then) {
        var line = Wire.result(id, json);
        if (line.length > RpcCodec.MAX_LINE_BYTES) {
            var error = RpcError.of(ErrorCode.TOO_LARGE, "the answer is longer than a line may be");
            return new Reply(failure(id, error), () -> {});
        }
        return new Reply(Unpooled.wrappedBuffer(line), then);
    }

    private static ByteBuf failure(long id, RpcError error) {
        return Unpooled.wrappedBuffer(Wire.failure(OptionalLong.of(id), error));
    }

    private byte[] hello() {
        return Wire.json(new Hello.Result(Hello.PROTOCOL, "weir-engine", version, peer.access()));
    }

    /** On a worker: the watch's first look at all open flows is nothing for an event loop. */
    private Reply watch(ChannelHandlerContext ctx, RpcMessage.Request request) throws RpcException {
        if (watchCount.get() >= MAX_WATCHES) {
            throw new RpcException(ErrorCode.TOO_LARGE, "a client may have " + MAX_WATCHES + " watches");
        }
        var changes = methods.watch(request);
        watchCount.incrementAndGet();
        var watch = lastWatch.incrementAndGet();
        return reply(request.id(), Wire.json(new Flows.Watch(watch)), () -> {
            if (ending || !ctx.channel().isActive()) {
                changes.close();
            } else {
                watches.put(watch, WatchPump.start(ctx, workers, changes, watch));
            }
        });
    }

    private void unwatch(long watch) {
        var pump = watches.remove(watch);
        if (pump != null) {
            watchCount.decrementAndGet();
            pump.close();
        }
    }

    private void send(ChannelHandlerContext ctx, ByteBuf line) {
        if (!ending) {
            ctx.writeAndFlush(line, ctx.voidPromise());
        }
    }

    private void refuse(ChannelHandlerContext ctx, OptionalLong id, RpcError error) {
        if (!ending) {
            ending = true;
            waiting.clear();
            ctx.writeAndFlush(Unpooled.wrappedBuffer(Wire.failure(id, error))).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void closeUnlessGreeted(ChannelHandlerContext ctx) {
        if (!greeted) {
            ctx.close();
        }
    }

    private void dropWhenSlow(ChannelHandlerContext ctx, long before) {
        if (timesRead == before && ctx.channel().isActive()) {
            LOG.info("a client of uid {} does not read what it asked for: dropped", peer.uid());
            ctx.close();
        }
    }
}
