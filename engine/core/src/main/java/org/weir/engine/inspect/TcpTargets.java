package org.weir.engine.inspect;

import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.weir.engine.flow.Flow;
import org.weir.engine.http.HttpPolicy.Target;
import org.weir.engine.relay.Dialer;

/**
 * Connects to targets, whatever their scheme, and speaks nothing yet. Names are resolved off the event loop, addresses tried
 * in turn, each as long as the kernel tries.
 */
public final class TcpTargets implements TargetDialer {
    private final Dialer dialer;
    private final Executor blocking;

    /** @param blocking for name resolution */
    public TcpTargets(Dialer dialer, Executor blocking) {
        this.dialer = dialer;
        this.blocking = blocking;
    }

    @Override
    public Future<DuplexChannel> dial(Flow flow, EventLoop loop, Target target) {
        Promise<DuplexChannel> done = loop.newPromise();
        try {
            blocking.execute(() -> resolve(loop, target, done));
        } catch (RejectedExecutionException e) {
            done.setFailure(new IOException("no thread to resolve the name", e));
        }
        return done;
    }

    private void resolve(EventLoop loop, Target target, Promise<DuplexChannel> done) {
        try {
            var addresses = InetAddress.getAllByName(target.host());
            loop.execute(() -> connect(loop, addresses, 0, target.port(), done));
        } catch (UnknownHostException e) {
            done.tryFailure(new IOException("the name does not resolve", e));
        } catch (RejectedExecutionException e) {
            done.tryFailure(new IOException("the engine stops", e));
        }
    }

    private void connect(EventLoop loop, InetAddress[] addresses, int at, int port, Promise<DuplexChannel> done) {
        try {
            var connected = dialer.dial(
                    loop, new InetSocketAddress(addresses[at], port), null, new ChannelInboundHandlerAdapter(), false);
            connected.addListener(_ -> {
                if (connected.isSuccess()) {
                    connected.channel().pipeline().removeFirst();
                    if (!done.trySuccess((DuplexChannel) connected.channel())) {
                        connected.channel().close();
                    }
                } else if (at + 1 < addresses.length) {
                    connected.channel().close();
                    connect(loop, addresses, at + 1, port, done);
                } else {
                    connected.channel().close();
                    done.tryFailure(connected.cause());
                }
            });
        } catch (IOException | RuntimeException e) {
            done.tryFailure(e);
        }
    }
}
