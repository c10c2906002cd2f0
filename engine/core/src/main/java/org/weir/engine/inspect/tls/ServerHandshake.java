package org.weir.engine.inspect.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.Inspection;
import org.weir.engine.refusal.HandshakeEnd;
import org.weir.engine.relay.Sockets;

/** TLS with the server: the handshake, and the judgement of its certificate. On the event loop; tells its outcome once. */
final class ServerHandshake implements Held.Listener {
    private final DuplexChannel channel;
    private final ServerVerifier verifier;
    private final Executor work;
    private final List<String> names;
    private final Outcome outcome;
    private final Held held = new Held(this);
    private final SslHandler tls;
    private @Nullable Future<?> deadline;
    private boolean shaken;
    private boolean trusted;
    private boolean over;
    private boolean gone;

    /** What the handshake came to. */
    interface Outcome {
        /** The server is who it says. The channel does not read any more. */
        void trusted(X509Certificate leaf);

        /** It is to be left to the app, because of this. The channel is of no more use. */
        void doubted(String why);

        /** It asks for a certificate that only the app can have; now, or at any time later. */
        void wantsCertificate();

        /**
         * It sent these certificates; told before what they led to, on a verifying thread.
         *
         * @param doubt why they are not believed, or null
         */
        default void showed(List<X509Certificate> chain, @Nullable String doubt) {}

        /** It ended the handshake with an alert; told before it is doubted. */
        default void alerted(HandshakeEnd.Alert alert) {}
    }

    ServerHandshake(
            DuplexChannel channel,
            SslHandler tls,
            ServerVerifier verifier,
            Executor work,
            List<String> names,
            Outcome outcome) {
        this.channel = channel;
        this.tls = tls;
        this.verifier = verifier;
        this.work = work;
        this.names = List.copyOf(names);
        this.outcome = outcome;
    }

    void start() {
        deadline = channel.eventLoop()
                .schedule(
                        () -> doubt("the server did not finish its TLS handshake in time"),
                        TlsLimits.SERVER_HANDSHAKE.toMillis(),
                        TimeUnit.MILLISECONDS);
        channel.pipeline().addLast(tls, new LateRequest(), held);
        Sockets.startReading(channel);
    }

    /** Whether the connection ended after the server was trusted. */
    boolean gone() {
        return gone || !channel.isActive();
    }

    Inspection.Tls session() {
        return tlsOf(tls);
    }

    /** What was agreed on; "" for nothing. */
    String alpn() {
        var protocol = tls.applicationProtocol();
        return protocol == null ? "" : protocol;
    }

    /** What came from the server since. */
    Held held() {
        return held;
    }

    /** Not wanted any more. */
    void abandon() {
        over = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
        held.release();
        Sockets.reset(channel);
    }

    static Inspection.Tls tlsOf(SslHandler handler) {
        var session = handler.engine().getSession();
        return new Inspection.Tls(session.getProtocol(), session.getCipherSuite());
    }

    @Override
    public void event(Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                shaken();
            } else {
                failed(handshake.cause());
            }
        } else if (event == ChannelInputShutdownEvent.INSTANCE && !shaken) {
            doubt("the server closed the connection during the TLS handshake");
        }
    }

    @Override
    public void broken(Throwable cause) {
        if (over) {
            gone = true;
        } else {
            failed(cause);
        }
    }

    private void failed(Throwable cause) {
        if (over) {
            return;
        }
        if (ServerFailure.wantsCertificate(cause)) {
            outcome.wantsCertificate();
        }
        AlertText.of(cause).ifPresent(outcome::alerted);
        doubt(ServerFailure.words(cause));
    }

    private void doubt(String why) {
        if (!over) {
            abandon();
            outcome.doubted(why);
        }
    }

    private void shaken() {
        if (over) {
            return;
        }
        shaken = true;
        channel.config().setAutoRead(false);
        try {
            var chain = chain(tls.engine().getSession().getPeerCertificates());
            work.execute(() -> {
                var doubt = judge(chain);
                outcome.showed(chain, doubt.orElse(null));
                channel.eventLoop().execute(() -> judged(chain, doubt));
            });
        } catch (SSLPeerUnverifiedException _) {
            doubt("the server shows no certificate");
        } catch (RejectedExecutionException _) {
            doubt("too much is being verified at once");
        }
    }

    private Optional<String> judge(List<X509Certificate> chain) {
        try {
            return verifier.doubt(chain, names);
        } catch (RuntimeException e) {
            // Whatever a strange certificate makes a parser do: it is not believed.
            return Optional.of("the server's certificate cannot be verified: " + e);
        }
    }

    private void judged(List<X509Certificate> chain, Optional<String> doubt) {
        if (over) {
            return;
        }
        if (doubt.isPresent()) {
            doubt(doubt.get());
            return;
        }
        over = true;
        trusted = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
        outcome.trusted(chain.getFirst());
    }

    private static List<X509Certificate> chain(Certificate[] certificates) {
        return Arrays.stream(certificates)
                .filter(X509Certificate.class::isInstance)
                .map(X509Certificate.class::cast)
                .toList();
    }

    /** TLS 1.2 servers may ask for a certificate later, by a renegotiation: this flow is lost, the next ones are not. */
    private final class LateRequest extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (trusted && ServerFailure.wantsCertificate(cause)) {
                outcome.wantsCertificate();
            }
            ctx.fireExceptionCaught(cause);
        }
    }
}
