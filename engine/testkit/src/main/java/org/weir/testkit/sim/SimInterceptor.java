package org.weir.testkit.sim;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.netty.handler.codec.LineBasedFrameDecoder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.weir.api.interceptor.InterceptorMessages;
import org.weir.api.interceptor.InterceptorMessages.CaptureApplied;
import org.weir.api.interceptor.InterceptorMessages.CaptureApply;
import org.weir.api.interceptor.InterceptorMessages.Heartbeat;
import org.weir.api.interceptor.InterceptorMessages.HelloResult;
import org.weir.api.interceptor.InterceptorMessages.Listener;
import org.weir.api.rpc.RpcCodec;
import org.weir.api.rpc.RpcError;
import org.weir.api.rpc.RpcException;
import org.weir.api.rpc.RpcMessage;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stands in for weir-interceptor without root: passes ordinary listeners of the loopback, changes nothing in the kernel,
 * and remembers what it was asked. Closing it and making another at the same path is a restart.
 */
public final class SimInterceptor implements AutoCloseable {
    private static final String SESSION = "0123456789abcdef0123456789abcdef";

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final List<Socket> listeners = new ArrayList<>();
    private final List<Listener> described = new ArrayList<>();
    private final BlockingQueue<RpcMessage.Request> requests = new LinkedBlockingQueue<>();
    private final BlockingQueue<RpcMessage> answers = new LinkedBlockingQueue<>();
    private final AtomicLong ids = new AtomicLong();
    private volatile @Nullable Channel engine;
    private volatile @Nullable RpcError helloError;
    private volatile @Nullable RpcError applyError;
    private volatile int protocol = InterceptorMessages.PROTOCOL;
    private volatile List<String> capabilities = List.of("tcp4");

    /** Listens at {@code path}, which must not exist. */
    public SimInterceptor(Path path) throws IOException {
        for (var i = 0; i < 2; i++) {
            var listener = Socket.newSocketStream();
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            listener.listen(64);
            listeners.add(listener);
            described.add(new Listener(
                    "ipv4", "tcp", "127.0.0.1", listener.localAddress().getPort()));
        }
        new ServerBootstrap()
                .group(loops)
                .channel(EpollServerDomainSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new LineBasedFrameDecoder(RpcCodec.MAX_LINE_BYTES), new Connection());
                    }
                })
                .bind(new DomainSocketAddress(path.toFile()))
                .syncUninterruptibly();
    }

    /** From now on hello is refused with this; null: accepted again. */
    public void refuseHello(@Nullable RpcError error) {
        helloError = error;
    }

    /** From now on capture.apply is refused with this; null: accepted again. */
    public void refuseApply(@Nullable RpcError error) {
        applyError = error;
    }

    /** The version that hello is answered with. */
    public void protocol(int version) {
        protocol = version;
    }

    /** What hello is answered with from now on. */
    public void capabilities(String... words) {
        capabilities = List.of(words);
    }

    /** Where the listeners are. */
    public List<InetSocketAddress> addresses() {
        return listeners.stream().map(Socket::localAddress).toList();
    }

    /** The next request of this method, or {@code AssertionError} after ten seconds. Others before it are dropped. */
    public RpcMessage.Request next(String method) throws InterruptedException {
        while (true) {
            var request = requests.poll(10, TimeUnit.SECONDS);
            if (request == null) {
                throw new AssertionError("no " + method);
            }
            if (request.method().equals(method)) {
                return request;
            }
        }
    }

    /** Asks the engine for a heartbeat and waits for the answer. */
    public RpcMessage heartbeat(long seq) throws InterruptedException {
        answers.clear();
        send(new RpcMessage.Request(
                ids.incrementAndGet(), InterceptorMessages.HEARTBEAT, InterceptorMessages.encode(new Heartbeat(seq))));
        return nextAnswer();
    }

    /** The engine's next answer to us. */
    public RpcMessage nextAnswer() throws InterruptedException {
        var answer = answers.poll(10, TimeUnit.SECONDS);
        if (answer == null) {
            throw new AssertionError("no answer");
        }
        return answer;
    }

    public void send(RpcMessage message) {
        sendBytes(RpcCodec.encode(message));
    }

    /** Any bytes, on the engine's connection. */
    public void sendBytes(byte[] bytes) {
        var to = engine;
        if (to == null) {
            throw new IllegalStateException("no engine");
        }
        to.writeAndFlush(Unpooled.wrappedBuffer(bytes)).syncUninterruptibly();
    }

    @Override
    public void close() throws IOException {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        for (var listener : listeners) {
            listener.close();
        }
    }

    private final class Connection extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf line) throws RpcException {
            var message = RpcCodec.decode(ByteBufUtil.getBytes(line));
            if (!(message instanceof RpcMessage.Request request)) {
                answers.add(message);
                return;
            }
            if (request.method().equals(InterceptorMessages.LISTENERS_TAKE)) {
                for (var listener : listeners) {
                    ctx.write(listener);
                }
                ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> ctx.close());
                return;
            }
            reply(ctx, request);
            requests.add(request);
        }

        private void reply(ChannelHandlerContext ctx, RpcMessage.Request request) throws RpcException {
            switch (request.method()) {
                case InterceptorMessages.HELLO -> {
                    engine = ctx.channel();
                    answer(
                            ctx,
                            request,
                            helloError,
                            InterceptorMessages.encode(new HelloResult(
                                    protocol, "sim", "0.0.1", SESSION, capabilities, "full", described)));
                }
                case InterceptorMessages.CAPTURE_APPLY -> {
                    var apply = InterceptorMessages.decode(request.params(), CaptureApply.class);
                    var state = apply.scope().isEmpty() ? "idle" : "capturing";
                    answer(
                            ctx,
                            request,
                            applyError,
                            InterceptorMessages.encode(new CaptureApplied(apply.revision(), state)));
                }
                default -> answer(ctx, request, null, RpcCodec.json().createObjectNode());
            }
        }

        private static void answer(
                ChannelHandlerContext ctx, RpcMessage.Request request, @Nullable RpcError error, ObjectNode result) {
            var message = error == null
                    ? new RpcMessage.Result(request.id(), result)
                    : new RpcMessage.Failure(OptionalLong.of(request.id()), error);
            ctx.writeAndFlush(Unpooled.wrappedBuffer(RpcCodec.encode(message)));
        }
    }
}
