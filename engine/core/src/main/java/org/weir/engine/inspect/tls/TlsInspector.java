package org.weir.engine.inspect.tls;

import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.NetUtil;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Decision.Action;
import org.weir.engine.flow.Flow;
import org.weir.engine.flow.FlowObserver;
import org.weir.engine.flow.HandshakeObserver;
import org.weir.engine.flow.Inspection;
import org.weir.engine.flow.Sniffed.Protocol;
import org.weir.engine.inspect.Conversation;
import org.weir.engine.refusal.Refusals;
import org.weir.engine.relay.Inspector;
import org.weir.engine.relay.Relay;
import org.weir.engine.relay.Sockets;
import org.weir.engine.trust.LeafSource;

/** Inspects TLS, and HTTP without TLS. Everything else, and everything that TLS cannot be had with, is relayed untouched. */
public final class TlsInspector implements Inspector {

    /**
     * What the flows share.
     *
     * @param untouched relays what is not inspected
     * @param conversation speaks on what was decrypted
     * @param observer is told when a flow's inspection changes
     * @param handshakes is told what both sides showed
     * @param work verifies certificates; must not be an event loop
     * @param appHandshake how long an app's handshake may take
     */
    public record Parts(
            TlsEngine engine,
            ServerVerifier verifier,
            LeafSource leaves,
            Refusals refusals,
            Conversation conversation,
            Relay untouched,
            FlowObserver observer,
            HandshakeObserver handshakes,
            Executor work,
            Duration appHandshake) {
        /** With the usual patience. */
        public Parts(
                TlsEngine engine,
                ServerVerifier verifier,
                LeafSource leaves,
                Refusals refusals,
                Conversation conversation,
                Relay untouched,
                FlowObserver observer,
                HandshakeObserver handshakes,
                Executor work) {
            this(
                    engine,
                    verifier,
                    leaves,
                    refusals,
                    conversation,
                    untouched,
                    observer,
                    handshakes,
                    work,
                    TlsLimits.APP_HANDSHAKE);
        }
    }

    private final Parts parts;

    public TlsInspector(Parts parts) {
        this.parts = parts;
    }

    @Override
    public boolean takes(Flow flow) {
        var why = switch (flow.sniffed().protocol()) {
            case TLS ->
                parts.leaves().available()
                        ? null
                        : java.util.Objects.requireNonNullElse(
                                parts.leaves().problem(), "there is no certificate authority");
            case HTTP -> null;
            case UNKNOWN -> "nothing that can be inspected was recognised";
            default -> flow.sniffed().protocol().word() + " is not inspected";
        };
        if (why != null) {
            note(flow, Inspection.of(Inspection.State.STEPPED_ASIDE, why));
        }
        return why == null;
    }

    @Override
    public Relay.Handle inspect(
            Flow flow,
            @Nullable String host,
            DuplexChannel client,
            DuplexChannel upstream,
            Relay.Opening opening,
            Redial again,
            Relay.Ended ended) {
        var verdict = parts.refusals().verdict(flow.app(), host, address(flow), port(flow), blockOnRefusal(flow));
        return switch (verdict) {
            case Refusals.Verdict.Pass(var reason) -> {
                note(flow, Inspection.of(Inspection.State.STEPPED_ASIDE, reason));
                yield parts.untouched().relay(flow, client, upstream, opening, ended);
            }
            case Refusals.Verdict.Block(var reason) -> {
                note(flow, Inspection.of(Inspection.State.FAILED, reason));
                yield block(client, upstream, opening, ended);
            }
            case Refusals.Verdict.Inspect _ -> {
                if (flow.sniffed().protocol() == Protocol.HTTP) {
                    yield plain(flow, host, client, upstream, opening, again, ended);
                }
                var tls = new TlsFlow(parts, flow, host, client, upstream, again, ended);
                tls.begin(opening);
                yield tls;
            }
        };
    }

    private static boolean blockOnRefusal(Flow flow) {
        var decision = flow.decision();
        return decision != null && decision.action() instanceof Action.Inspect(var block) && block;
    }

    private static Relay.Handle block(
            DuplexChannel client, DuplexChannel upstream, Relay.Opening opening, Relay.Ended ended) {
        release(opening);
        Sockets.reset(upstream);
        Sockets.reset(client);
        ended.ended(CloseReason.BLOCKED);
        return _ -> {};
    }

    private Relay.Handle plain(
            Flow flow,
            @Nullable String host,
            DuplexChannel client,
            DuplexChannel upstream,
            Relay.Opening opening,
            Redial again,
            Relay.Ended ended) {
        client.config().setAutoRead(false);
        upstream.config().setAutoRead(false);
        note(flow, new Inspection(Inspection.State.INSPECTED, "inspected without TLS", null, null, "", null));
        var running = parts.conversation()
                .start(new Conversation.Link(
                        flow,
                        "http",
                        host,
                        "",
                        client,
                        upstream,
                        opening.fromClient(),
                        opening.fromUpstream(),
                        again,
                        ended));
        if (opening.fromClientEnded()) {
            client.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
        if (opening.fromUpstreamEnded()) {
            upstream.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
        return running;
    }

    private void note(Flow flow, Inspection inspection) {
        flow.inspection(inspection);
        parts.observer().changed(flow);
    }

    static void release(Relay.Opening opening) {
        opening.fromClient().forEach(io.netty.buffer.ByteBuf::release);
        opening.fromUpstream().forEach(io.netty.buffer.ByteBuf::release);
    }

    static String address(Flow flow) {
        return NetUtil.toAddressString(flow.destination().getAddress());
    }

    static int port(Flow flow) {
        return flow.destination().getPort();
    }
}
