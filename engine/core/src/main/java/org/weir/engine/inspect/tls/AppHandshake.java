package org.weir.engine.inspect.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Inspection;
import org.weir.engine.refusal.HandshakeEnd;
import org.weir.engine.relay.Sockets;

/** TLS with the app, with a certificate of ours. On the event loop. */
final class AppHandshake implements Held.Listener {
    private final DuplexChannel client;
    private final TlsEngine.AppSide side;
    private final Duration patience;
    private final Outcome outcome;
    private final AppWatch watch;
    private final Held held = new Held(this);
    private @Nullable Future<?> deadline;
    private boolean finished;
    private boolean over;

    /** What the handshake came to: ready or failed, once; and what was seen, once, maybe later. */
    interface Outcome {
        void ready();

        void failed(CloseReason reason);

        void told(HandshakeEnd seen);
    }

    /** @param patience how long the app may take */
    AppHandshake(DuplexChannel client, TlsEngine.AppSide side, Duration patience, Outcome outcome) {
        this.client = client;
        this.side = side;
        this.patience = patience;
        this.outcome = outcome;
        this.watch = new AppWatch(outcome::told);
    }

    /** @param said the app's first bytes, its hello among them */
    void start(List<ByteBuf> said) {
        deadline = client.eventLoop()
                .schedule(
                        () -> {
                            watch.weEnd();
                            failed(CloseReason.IDLE);
                        },
                        patience.toMillis(),
                        TimeUnit.MILLISECONDS);
        watch.install(client, side.handler());
        client.pipeline().addLast(held);
        for (var bytes : said) {
            client.pipeline().fireChannelRead(bytes);
        }
        client.pipeline().fireChannelReadComplete();
        if (!over) {
            Sockets.startReading(client);
        }
    }

    /** Version and cipher, once there is a session. */
    Inspection.@Nullable Tls session() {
        return finished ? ServerHandshake.tlsOf(side.handler()) : null;
    }

    /** Whether the app was sent our certificate; false where it resumed a session. */
    boolean certificateSent() {
        return watch.certificateSent();
    }

    /** The alert that our engine sent, where it was not encrypted; or null. */
    HandshakeEnd.@Nullable Alert ourAlert() {
        return watch.ourAlert();
    }

    /** Whether our engine could not go on, although the app had sent no alert. */
    boolean gaveUp() {
        return watch.gaveUp();
    }

    Held held() {
        return held;
    }

    void abandon() {
        if (!over) {
            watch.weEnd();
            finish();
        }
        held.release();
    }

    @Override
    public void event(Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                if (!over) {
                    finished = true;
                    finish();
                    outcome.ready();
                }
            } else {
                failed(CloseReason.CLIENT_CLOSED);
            }
        } else if (event == ChannelInputShutdownEvent.INSTANCE) {
            failed(CloseReason.CLIENT_CLOSED);
        }
    }

    @Override
    public void broken(Throwable cause) {
        failed(CloseReason.CLIENT_RESET);
    }

    private void failed(CloseReason reason) {
        if (!over) {
            finish();
            held.release();
            outcome.failed(reason);
        }
    }

    private void finish() {
        over = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
        side.done().run();
    }
}
