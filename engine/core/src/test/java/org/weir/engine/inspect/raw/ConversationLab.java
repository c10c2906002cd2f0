package org.weir.engine.inspect.raw;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Flow;
import org.weir.engine.inspect.Conversation;
import org.weir.engine.relay.Relay;
import org.weir.engine.relay.Sockets;

/** A conversation between real sockets of the loopback: whoever connects to {@link #address} talks through it to a server. */
public final class ConversationLab implements AutoCloseable {
    public final BlockingQueue<CloseReason> ended = new LinkedBlockingQueue<>();
    public final BlockingQueue<Flow> flows = new LinkedBlockingQueue<>();
    public volatile Relay.Handle handle = _ -> {};
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EpollServerSocketChannel listener = new EpollServerSocketChannel();

    public ConversationLab(Conversation conversation, InetSocketAddress server) throws InterruptedException {
        listener.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                accept((EpollSocketChannel) message, conversation, server);
            }
        });
        loops.register(listener).sync();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync();
    }

    public InetSocketAddress address() {
        return listener.localAddress();
    }

    public Socket connect() throws IOException {
        var socket = new Socket();
        socket.setSoTimeout(10_000);
        socket.connect(address(), 5_000);
        return socket;
    }

    public CloseReason end() throws InterruptedException {
        var reason = ended.poll(10, TimeUnit.SECONDS);
        if (reason == null) {
            throw new AssertionError("the conversation did not end");
        }
        return reason;
    }

    public static ServerSocket server() throws IOException {
        var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setSoTimeout(10_000);
        return server;
    }

    public static Socket accept(ServerSocket server) throws IOException {
        var socket = server.accept();
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** Closes in the middle of a test. */
    public static void finish(java.io.Closeable socket) throws IOException {
        socket.close();
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private void accept(EpollSocketChannel client, Conversation conversation, InetSocketAddress server) {
        Sockets.prepare(client);
        loops.register(client).syncUninterruptibly();
        var dialled = new Bootstrap()
                .group(loops)
                .channel(EpollSocketChannel.class)
                .handler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void handlerAdded(ChannelHandlerContext ctx) {
                        Sockets.prepareUpstream((EpollSocketChannel) ctx.channel(), false);
                    }
                })
                .connect(server);
        dialled.addListener(_ -> {
            if (dialled.isSuccess()) {
                start(client, (DuplexChannel) dialled.channel(), conversation);
            } else {
                client.close();
            }
        });
    }

    private void start(EpollSocketChannel client, DuplexChannel upstream, Conversation conversation) {
        var flow = new Flow(1, Instant.now(), client.remoteAddress(), client.localAddress(), AppIdentity.UNKNOWN);
        flows.add(flow);
        handle = conversation.start(new Conversation.Link(
                flow,
                "http",
                "h",
                "",
                client,
                upstream,
                List.<ByteBuf>of(),
                List.<ByteBuf>of(),
                ConversationLab::noRedial,
                ended::add));
    }

    private static Future<DuplexChannel> noRedial() {
        throw new UnsupportedOperationException("not dialled again in tests");
    }
}
