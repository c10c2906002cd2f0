package org.weir.engine.inspect.tls;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.Flow;
import org.weir.engine.http.HttpPolicy.Target;
import org.weir.engine.inspect.TargetDialer;
import org.weir.engine.relay.Sockets;

/**
 * Reaches targets of both schemes. An https target has to show a certificate for its own name that the system trusts, as any
 * server of ours; HTTP/1.1 is all it is offered. Safe for use by several event loops.
 */
public final class SecureTargets implements TargetDialer {
    /** Requests are sent as HTTP/1.1 whatever the app speaks. */
    private static final List<String> PROTOCOLS = List.of("http/1.1");

    private final TargetDialer sockets;
    private final TlsEngine engine;
    private final ServerVerifier verifier;
    private final Executor work;

    /**
     * @param sockets connects, without TLS
     * @param work verifies certificates; must not be an event loop
     */
    public SecureTargets(TargetDialer sockets, TlsEngine engine, ServerVerifier verifier, Executor work) {
        this.sockets = sockets;
        this.engine = engine;
        this.verifier = verifier;
        this.work = work;
    }

    @Override
    public Future<DuplexChannel> dial(Flow flow, EventLoop loop, Target target) {
        var connected = sockets.dial(flow, loop, target);
        if (!target.scheme().equals("https")) {
            return connected;
        }
        Promise<DuplexChannel> done = loop.newPromise();
        connected.addListener(_ -> {
            if (connected.isSuccess()) {
                new Handshake(connected.getNow(), done).begin(target.host());
            } else {
                done.tryFailure(connected.cause());
            }
        });
        return done;
    }

    /** One handshake. On the event loop. */
    private final class Handshake implements ServerHandshake.Outcome {
        private final DuplexChannel channel;
        private final Promise<DuplexChannel> done;
        private @Nullable ServerHandshake server;

        Handshake(DuplexChannel channel, Promise<DuplexChannel> done) {
            this.channel = channel;
            this.done = done;
        }

        void begin(String host) {
            SslHandler tls;
            try {
                tls = engine.towardsServer(channel.alloc(), isAddress(host) ? null : host, PROTOCOLS);
            } catch (IllegalArgumentException e) {
                fail("the name cannot stand in a TLS hello");
                return;
            }
            server = new ServerHandshake(channel, tls, verifier, work, List.of(host), this);
            server.start();
        }

        @Override
        public void trusted(X509Certificate leaf) {
            var from = Objects.requireNonNull(server);
            var early = from.held().take(channel);
            early.forEach(io.netty.buffer.ByteBuf::release);
            if (!early.isEmpty()) {
                fail("the server spoke before it was asked");
            } else if (from.gone()) {
                fail("the server closed the connection after the TLS handshake");
            } else if (!done.trySuccess(channel)) {
                Sockets.reset(channel);
            }
        }

        @Override
        public void doubted(String why) {
            fail(why);
        }

        @Override
        public void wantsCertificate() {
            // What it was asked for then fails; there is no app whose certificate it could be.
        }

        private void fail(String why) {
            Sockets.reset(channel);
            done.tryFailure(new IOException(why));
        }

        private static boolean isAddress(String host) {
            return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
        }
    }
}
