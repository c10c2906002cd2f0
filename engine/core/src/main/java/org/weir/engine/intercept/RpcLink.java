package org.weir.engine.intercept;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LineBasedFrameDecoder;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.api.rpc.RpcCodec;
import org.weir.api.rpc.RpcException;
import org.weir.api.rpc.RpcMessage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One connection of JSON-RPC lines, seen by the side that connected. Both sides may ask. Requests may be made from any
 * thread; their futures complete on the event loop, exceptionally with {@link RpcException} or {@link IOException}.
 */
final class RpcLink extends SimpleChannelInboundHandler<ByteBuf> {
    private static final Logger LOG = LoggerFactory.getLogger(RpcLink.class);

    /** What the other side says on its own. On the event loop. */
    interface Peer {
        /** Answers a request, or fails it. */
        JsonNode asked(String method, ObjectNode params) throws RpcException;

        void told(String method, ObjectNode params);

        /** The connection is gone. */
        void gone();
    }

    private final Channel channel;
    private final Peer peer;
    private final Map<Long, CompletableFuture<JsonNode>> waiting = new HashMap<>();
    private long lastId;

    private RpcLink(Channel channel, Peer peer) {
        this.channel = channel;
        this.peer = peer;
    }

    /** Puts the line protocol on a channel. */
    static RpcLink on(Channel channel, Peer peer) {
        var link = new RpcLink(channel, peer);
        channel.pipeline().addLast(new LineBasedFrameDecoder(RpcCodec.MAX_LINE_BYTES, true, true), link);
        return link;
    }

    /** Asks; the future fails when there is no answer within {@code patience}. */
    CompletableFuture<JsonNode> ask(String method, ObjectNode params, Duration patience) {
        var answer = new CompletableFuture<JsonNode>();
        if (channel.eventLoop().inEventLoop()) {
            ask(method, params, patience, answer);
        } else {
            channel.eventLoop().execute(() -> ask(method, params, patience, answer));
        }
        return answer;
    }

    private void ask(String method, ObjectNode params, Duration patience, CompletableFuture<JsonNode> answer) {
        if (!channel.isActive()) {
            answer.completeExceptionally(new IOException("not connected"));
            return;
        }
        var id = ++lastId;
        waiting.put(id, answer);
        var timeout = channel.eventLoop()
                .schedule(
                        () -> {
                            if (waiting.remove(id) != null) {
                                answer.completeExceptionally(new IOException("no answer to " + method));
                            }
                        },
                        patience.toMillis(),
                        TimeUnit.MILLISECONDS);
        answer.whenComplete((_, _) -> timeout.cancel(false));
        send(new RpcMessage.Request(id, method, params));
    }

    void close() {
        channel.close();
    }

    private void send(RpcMessage message) {
        channel.writeAndFlush(Unpooled.wrappedBuffer(RpcCodec.encode(message)));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf line) {
        RpcMessage message;
        try {
            message = RpcCodec.decode(ByteBufUtil.getBytes(line));
        } catch (RpcException e) {
            LOG.warn("a line that is no message: {}", e.getMessage());
            send(new RpcMessage.Failure(OptionalLong.empty(), e.error()));
            ctx.close();
            return;
        }
        switch (message) {
            case RpcMessage.Request(var id, var method, var params) -> {
                try {
                    send(new RpcMessage.Result(id, peer.asked(method, params)));
                } catch (RpcException e) {
                    send(new RpcMessage.Failure(OptionalLong.of(id), e.error()));
                }
            }
            case RpcMessage.Notification(var method, var params) -> peer.told(method, params);
            case RpcMessage.Result(var id, var result) -> {
                var asked = waiting.remove(id);
                if (asked != null) {
                    asked.complete(result);
                }
            }
            case RpcMessage.Failure(var id, var error) -> {
                var asked = id.isPresent() ? waiting.remove(id.getAsLong()) : null;
                if (asked != null) {
                    asked.completeExceptionally(new RpcException(error));
                } else {
                    LOG.warn("the other side says: {} ({})", error.message(), error.code());
                }
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        var left = Map.copyOf(waiting);
        waiting.clear();
        left.values().forEach(answer -> answer.completeExceptionally(new IOException("connection lost")));
        peer.gone();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.warn("the connection breaks: {}", cause.toString());
        ctx.close();
    }
}
