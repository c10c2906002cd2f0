package org.weir.engine.intercept;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.weir.api.interceptor.InterceptorMessages;

/** Reads the one line that a connection to the listener's own address may carry. Anything else is closed. */
final class CanaryReader extends ChannelInboundHandlerAdapter {
    /** The line has 45 bytes. */
    static final int MAX_BYTES = 64;

    /** After this the interceptor has given the token up anyway (heartbeat: 3 s). */
    static final long DEADLINE_MILLIS = 3_000;

    private static final Pattern LINE = Pattern.compile(InterceptorMessages.CANARY_PREFIX + "([0-9a-f]{32})\n");

    private final Canaries canaries;
    private final StringBuilder text = new StringBuilder();
    private @Nullable Future<?> deadline;

    CanaryReader(Canaries canaries) {
        this.canaries = canaries;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        deadline = ctx.executor().schedule(() -> ctx.close(), DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var buffer = (ByteBuf) message;
        try {
            var room = MAX_BYTES - text.length();
            text.append(buffer.toString(
                    buffer.readerIndex(), Math.min(room, buffer.readableBytes()), StandardCharsets.ISO_8859_1));
            if (text.indexOf("\n") < 0 && text.length() < MAX_BYTES) {
                return;
            }
        } finally {
            buffer.release();
        }
        var match = LINE.matcher(text);
        if (match.matches()) {
            canaries.seen(match.group(1));
        }
        ctx.close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
