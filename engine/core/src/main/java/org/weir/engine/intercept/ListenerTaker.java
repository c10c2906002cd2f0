package org.weir.engine.intercept;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.api.interceptor.InterceptorMessages;
import org.weir.api.rpc.RpcCodec;
import org.weir.api.rpc.RpcMessage;

/** Takes the listeners over, on a connection of its own: Netty reads either bytes or descriptors, never both. */
final class ListenerTaker extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerTaker.class);

    /** The interceptor has them at hand; the heartbeat's 3 s run already. */
    private static final long PATIENCE_MILLIS = 2_000;

    private final String session;
    private final int expected;
    private final CompletableFuture<List<Integer>> result;
    private final List<FileDescriptor> taken = new ArrayList<>();

    private ListenerTaker(String session, int expected, CompletableFuture<List<Integer>> result) {
        this.session = session;
        this.expected = expected;
        this.result = result;
    }

    /** The descriptors in the order of {@code hello}; the caller owns them. Fails when they are not all there. */
    static CompletableFuture<List<Integer>> take(EventLoop loop, String path, String session, int expected) {
        var result = new CompletableFuture<List<Integer>>();
        new Bootstrap()
                .group(loop)
                .channel(EpollDomainSocketChannel.class)
                .option(EpollChannelOption.DOMAIN_SOCKET_READ_MODE, DomainSocketReadMode.FILE_DESCRIPTORS)
                .handler(new ListenerTaker(session, expected, result))
                .connect(new DomainSocketAddress(path))
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        result.completeExceptionally(done.cause());
                    }
                });
        return result;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        var params = InterceptorMessages.encode(new InterceptorMessages.ListenersTake(session));
        ctx.writeAndFlush(Unpooled.wrappedBuffer(
                RpcCodec.encode(new RpcMessage.Request(1, InterceptorMessages.LISTENERS_TAKE, params))));
        ctx.executor().schedule(() -> ctx.close(), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var descriptor = (FileDescriptor) message;
        taken.add(descriptor);
        if (taken.size() == expected && !result.isDone()) {
            var numbers = taken.stream().map(FileDescriptor::intValue).toList();
            taken.clear();
            result.complete(numbers);
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        for (var descriptor : taken) {
            try {
                descriptor.close();
            } catch (IOException e) {
                LOG.debug("closing a descriptor", e);
            }
        }
        result.completeExceptionally(new IOException(
                "the interceptor sent " + taken.size() + " of " + expected + " listeners; its log says why"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("taking listeners", cause);
        ctx.close();
    }
}
