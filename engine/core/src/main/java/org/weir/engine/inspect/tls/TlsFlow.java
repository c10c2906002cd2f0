package org.weir.engine.inspect.tls;

import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Flow;
import org.weir.engine.flow.Inspection;
import org.weir.engine.flow.Inspection.State;
import org.weir.engine.flow.TlsAlert;
import org.weir.engine.inspect.Conversation;
import org.weir.engine.refusal.HandshakeEnd;
import org.weir.engine.relay.Inspector;
import org.weir.engine.relay.Relay;
import org.weir.engine.relay.Sockets;
import org.weir.engine.trust.LeafSource.Leaf;

/**
 * One TLS connection on its way to being inspected: first the server, then the app, then the conversation. Until the app is
 * answered, every trouble ends in an untouched relay over a fresh upstream. On the event loop.
 */
final class TlsFlow implements Relay.Handle {
    private static final Logger LOG = LoggerFactory.getLogger(TlsFlow.class);

    private final TlsInspector.Parts parts;
    private final Flow flow;
    private final @Nullable String host;
    private final DuplexChannel client;
    private final DuplexChannel upstream;
    private final Inspector.Redial again;
    private final Relay.Ended ended;
    private final Held opening = new Held(new WhileServerIsAsked());

    private @Nullable ClientHello hello;
    private @Nullable ServerHandshake server;
    private @Nullable AppHandshake app;
    private @Nullable Leaf ours;
    private Relay.@Nullable Handle running;
    private boolean aside;
    private boolean over;

    TlsFlow(
            TlsInspector.Parts parts,
            Flow flow,
            @Nullable String host,
            DuplexChannel client,
            DuplexChannel upstream,
            Inspector.Redial again,
            Relay.Ended ended) {
        this.parts = parts;
        this.flow = flow;
        this.host = host;
        this.client = client;
        this.upstream = upstream;
        this.again = again;
        this.ended = ended;
    }

    void begin(Relay.Opening said) {
        var read = ClientHello.read(said.fromClient());
        var towards = Towards.of(parts.engine(), client.alloc(), read, said);
        if (towards.server() == null) {
            // Nothing was said to this upstream yet: it will do.
            note(Inspection.of(State.STEPPED_ASIDE, towards.why()));
            running = parts.untouched().relay(flow, client, upstream, said, this::end);
            return;
        }
        hello = read.get();
        note(Inspection.of(State.STARTING, "asking the server"));
        opening.put(said.fromClient());
        client.pipeline().addLast(opening);
        server = new ServerHandshake(
                upstream, towards.server(), parts.verifier(), parts.work(), names(hello), new ServerSays());
        server.start();
        if (!over && !aside && running == null && app == null) {
            Sockets.startReading(client);
        }
    }

    /** What the app may check the server's certificate against. */
    private List<String> names(ClientHello from) {
        if (from.serverName() != null) {
            return List.of(from.serverName());
        }
        var address = TlsInspector.address(flow);
        return host == null ? List.of(address) : List.of(host, address);
    }

    @Override
    public void abort(CloseReason reason) {
        if (running != null) {
            running.abort(reason);
        } else {
            fail(reason);
        }
    }

    private void note(Inspection inspection) {
        flow.inspection(inspection);
        if (!flow.ended()) {
            parts.observer().changed(flow);
        }
    }

    private void end(CloseReason reason) {
        if (!over) {
            over = true;
            ended.ended(reason);
        }
    }

    /** Ends both sides by a reset, before there is a conversation. */
    private void fail(CloseReason reason) {
        if (over) {
            return;
        }
        end(reason);
        if (app != null) {
            app.abandon();
        }
        if (server != null) {
            server.abandon();
        }
        opening.release();
        Sockets.reset(upstream);
        Sockets.reset(client);
    }

    private void stepAside(String why) {
        if (aside || over || app != null) {
            return;
        }
        aside = true;
        LOG.debug("flow {} is left alone: {}", flow.id(), why);
        note(Inspection.of(State.STEPPED_ASIDE, why));
        if (server != null) {
            server.abandon();
        }
        again.dial().addListener((Future<DuplexChannel> dialled) -> redialled(dialled));
    }

    private void redialled(Future<DuplexChannel> dialled) {
        if (over) {
            if (dialled.isSuccess()) {
                Sockets.reset(dialled.getNow());
            }
            return;
        }
        if (!dialled.isSuccess()) {
            fail(
                    dialled.cause() instanceof Inspector.UnreachableException unreachable
                            ? unreachable.reason()
                            : CloseReason.INTERNAL_ERROR);
            return;
        }
        var finished = opening.events().contains(ChannelInputShutdownEvent.INSTANCE);
        var said = new Relay.Opening(opening.take(client), finished, List.of(), false);
        running = parts.untouched().relay(flow, client, dialled.getNow(), said, this::end);
    }

    /** The app's side while we speak with the server. */
    private final class WhileServerIsAsked implements Held.Listener {
        @Override
        public void event(Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                stepAside("the app finished speaking before it was answered");
            }
        }

        @Override
        public void broken(Throwable cause) {
            if (!over) {
                note(Inspection.of(State.FAILED, "the app gave up before it was answered"));
                fail(CloseReason.CLIENT_RESET);
            }
        }
    }

    private final class ServerSays implements ServerHandshake.Outcome {
        @Override
        public void trusted(X509Certificate leaf) {
            var from = java.util.Objects.requireNonNull(hello);
            var name = from.serverName() != null ? from.serverName() : TlsInspector.address(flow);
            parts.leaves()
                    .leaf(name, leaf)
                    .whenComplete((minted, failure) -> client.eventLoop().execute(() -> {
                        if (failure != null) {
                            LOG.debug("flow {}: no leaf for {}", flow.id(), name, failure);
                            stepAside(Optional.ofNullable(parts.leaves().problem())
                                    .orElse("no certificate could be made for " + name));
                        } else {
                            answer(minted, leaf);
                        }
                    }));
        }

        @Override
        public void doubted(String why) {
            stepAside(why);
        }

        @Override
        public void showed(List<X509Certificate> chain, @Nullable String doubt) {
            parts.handshakes().serverShowed(flow, chain, doubt, names(java.util.Objects.requireNonNull(hello)));
        }

        @Override
        public void alerted(HandshakeEnd.Alert alert) {
            alert(TlsAlert.Sender.SERVER, alert);
        }

        @Override
        public void wantsCertificate() {
            parts.refusals()
                    .serverWantsCertificate(flow.app(), host, TlsInspector.address(flow), TlsInspector.port(flow));
        }
    }

    private void answer(Leaf leaf, X509Certificate theirs) {
        var from = java.util.Objects.requireNonNull(server);
        if (over || aside) {
            return;
        }
        if (from.gone()) {
            stepAside("the server closed the connection after the TLS handshake");
        } else if (theirs.getIssuerX500Principal().equals(leaf.chain().getLast().getSubjectX500Principal())) {
            stepAside("the server's certificate was made by this Weir");
        } else {
            TlsEngine.AppSide side;
            try {
                side = parts.engine().towardsApp(client.alloc(), leaf, from.alpn());
            } catch (RuntimeException e) {
                LOG.warn("flow {}: the TLS engine cannot answer", flow.id(), e);
                stepAside("our TLS engine cannot answer the app");
                return;
            }
            ours = leaf;
            app = new AppHandshake(client, side, parts.appHandshake(), new AppSays());
            app.start(opening.take(client));
        }
    }

    private final class AppSays implements AppHandshake.Outcome {
        @Override
        public void ready() {
            converse();
        }

        @Override
        public void failed(CloseReason reason) {
            end(reason);
            if (server != null) {
                server.abandon();
            }
            // In order, not by a reset: an alert of our engine may be on its way.
            client.close();
        }

        @Override
        public void told(HandshakeEnd seen) {
            showedOurs();
            if (seen.alert() != null) {
                alert(TlsAlert.Sender.APP, seen.alert());
            } else if (app != null && app.ourAlert() != null) {
                alert(TlsAlert.Sender.WEIR, app.ourAlert());
            }
            var refusals = parts.refusals();
            var address = TlsInspector.address(flow);
            var port = TlsInspector.port(flow);
            if (app != null && app.gaveUp()) {
                var words = refusals.engineGaveUp(flow.app(), host, address, port);
                note(inspection(State.FAILED, "our TLS engine gave up in the app's handshake", words));
                return;
            }
            var words = refusals.handshake(flow.app(), host, address, port, seen);
            var so = flow.inspection();
            if (words != null) {
                note(inspection(State.REFUSED, "the app did not accept our certificate", words));
            } else if (so == null || so.state() == State.STARTING) {
                note(inspection(State.FAILED, "the app's TLS handshake did not finish", null));
            }
        }
    }

    private Inspection inspection(State state, String reason, @Nullable String evidence) {
        return new Inspection(
                state,
                reason,
                app == null ? null : app.session(),
                server == null ? null : server.session(),
                server == null ? null : server.alpn(),
                evidence);
    }

    private void showedOurs() {
        if (app != null && ours != null && app.certificateSent()) {
            parts.handshakes().presented(flow, ours.chain());
        }
    }

    private void alert(TlsAlert.Sender from, HandshakeEnd.Alert alert) {
        parts.handshakes().alerted(flow, new TlsAlert(from, alert.level(), alert.code(), alert.encrypted()));
    }

    private void converse() {
        var from = java.util.Objects.requireNonNull(server);
        var to = java.util.Objects.requireNonNull(app);
        if (over) {
            return;
        }
        if (from.gone()) {
            note(inspection(State.FAILED, "the server closed the connection while the app's handshake lasted", null));
            fail(CloseReason.SERVER_RESET);
            return;
        }
        showedOurs();
        note(inspection(State.INSPECTED, "inspected", null));
        client.config().setAutoRead(false);
        upstream.config().setAutoRead(false);
        try {
            running = parts.conversation()
                    .start(new Conversation.Link(
                            flow,
                            "https",
                            host,
                            from.alpn(),
                            client,
                            upstream,
                            to.held().take(client),
                            from.held().take(upstream),
                            again,
                            this::end));
        } catch (RuntimeException e) {
            LOG.warn("flow {} ends by a defect", flow.id(), e);
            fail(CloseReason.INTERNAL_ERROR);
            return;
        }
        replayEnd(upstream, from.held().events());
    }

    /** The conversation hears of an end that came before it. */
    private static void replayEnd(DuplexChannel channel, List<Object> events) {
        var tls = channel.pipeline().context(SslHandler.class);
        for (var event : events) {
            if (tls != null
                    && (event instanceof SslCloseCompletionEvent || event == ChannelInputShutdownEvent.INSTANCE)) {
                tls.fireUserEventTriggered(event);
            }
        }
    }
}
