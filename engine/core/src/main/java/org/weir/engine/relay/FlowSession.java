package org.weir.engine.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Decision;
import org.weir.engine.flow.Decision.Action;
import org.weir.engine.flow.Flow;
import org.weir.engine.flow.Sniffed;
import org.weir.engine.policy.Question;

/**
 * One flow from accept until the relay has taken over, or until it is clear that it never will. Everything runs on the
 * client channel's event loop; only {@link #closeFromOutside} may be called from elsewhere.
 */
final class FlowSession {
    private static final Logger LOG = LoggerFactory.getLogger(FlowSession.class);

    private final FlowPipeline.Parts parts;
    private final Flow flow;
    private final DuplexChannel client;
    private final @Nullable String hint;
    private final FlowStarter.Answer answer;
    private final ClientOpening opening;

    private final Redials redials = new Redials(this);

    private @Nullable Decision decision;
    private @Nullable DialPlan plan;
    private @Nullable Attempt attempt;
    private @Nullable CloseReason failure;
    private Relay.@Nullable Handle running;
    private @Nullable Future<?> deadline;
    private boolean sniffed;
    private boolean answered;
    private boolean over;

    FlowSession(
            FlowPipeline.Parts parts,
            Flow flow,
            DuplexChannel client,
            @Nullable String hint,
            FlowStarter.Answer answer) {
        this.parts = parts;
        this.flow = flow;
        this.client = client;
        this.hint = hint;
        this.answer = answer;
        this.opening = new ClientOpening(this);
    }

    void begin() {
        parts.observer().opened(flow, this::closeFromOutside);
        try {
            if (flow.app().pid() == parts.ownPid()) {
                LOG.error("flow {} to {} is the engine's own: not dialled", flow.id(), flow.destination());
                fail(CloseReason.INTERNAL_ERROR);
                return;
            }
            var early = parts.policy().decideEarly(question(null));
            if (early.isPresent()) {
                decide(early.get());
            } else {
                attempt(DialPlan.direct(flow));
            }
            if (!over && (decision == null || wantsInspection())) {
                deadline = client.eventLoop()
                        .schedule(
                                () -> sniffed(opening.prefix().soFar()),
                                Limits.DECISION.toMillis(),
                                TimeUnit.MILLISECONDS);
            }
            if (!over && running == null) {
                client.pipeline().addLast(opening);
                Sockets.startReading(client);
            }
        } catch (RuntimeException e) {
            defect(e);
        }
    }

    Flow flow() {
        return flow;
    }

    DuplexChannel client() {
        return client;
    }

    FlowPipeline.Parts parts() {
        return parts;
    }

    /** The name of the destination: what the first bytes told, else what the system told. */
    @Nullable
    String host() {
        return flow.sniffed().host() != null ? flow.sniffed().host() : hint;
    }

    /** Whether nothing more about the destination's name will be learned. */
    boolean nameSettled() {
        return sniffed || hint != null || (answer.appWaits() && !answered);
    }

    /** The server sent its first bytes. */
    void serverSpoke(ByteBuf first) {
        if (!sniffed) {
            sniffed(opening.prefix().serverSpoke(first, flow.destination().getPort()));
        }
    }

    /** The server ended its side without a word: there is nothing to wait for. */
    void serverSilent() {
        sniffed(opening.prefix().soFar());
    }

    boolean sniffDone() {
        return sniffed;
    }

    /** The first bytes told this; the first call counts. Decides a flow that waited for them. */
    void sniffed(Sniffed found) {
        if (sniffed || over) {
            return;
        }
        sniffed = true;
        var known = found.host() == null && hint != null ? new Sniffed(found.protocol(), hint, found.alpn()) : found;
        var hello = opening.prefix().hello();
        if (hello != null) {
            parts.handshakes().offered(flow, hello);
        }
        flow.sniffed(known);
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (decision == null) {
            try {
                decide(parts.policy().decide(question(known)));
            } catch (RuntimeException e) {
                // Anything unexpected before the first byte went out: pass the connection through.
                LOG.warn("flow {}: the rules failed; passed through", flow.id(), e);
                decide(Decision.pass("the rules failed: " + e));
            }
        } else {
            parts.observer().changed(flow);
        }
        if (attempt != null && !over) {
            attempt.nameKnown();
            relayIfReady();
        }
    }

    private Question question(@Nullable Sniffed known) {
        return new Question(
                flow.app(), flow.destination().getAddress(), flow.destination().getPort(), known);
    }

    private void decide(Decision made) {
        decision = made;
        flow.decide(made);
        parts.observer().changed(flow);
        switch (made.action()) {
            case Action.Block() -> fail(CloseReason.BLOCKED);
            case Action.Pass(), Action.Inspect(var _) -> {
                if (failure != null) {
                    fail(failure);
                } else if (attempt == null) {
                    attempt(DialPlan.direct(flow));
                } else {
                    relayIfReady();
                }
            }
            case Action.Reroute(var target) -> {
                dropAttempt();
                attempt(DialPlan.to(target));
            }
        }
    }

    private void attempt(DialPlan how) {
        plan = how;
        var next = new Attempt(this, how);
        attempt = next;
        next.begin();
    }

    private void dropAttempt() {
        var old = attempt;
        attempt = null;
        if (old != null) {
            old.abandon();
        }
    }

    /** The upstream (behind its proxy, if any) stands. */
    void attemptReady(Attempt which) {
        if (redials.ready(which) || which != attempt || over) {
            return;
        }
        if (!answered) {
            answered = true;
            answer.connected();
        }
        relayIfReady();
    }

    /** There will be no upstream this way. */
    void attemptFailed(Attempt which, CloseReason reason) {
        if (redials.failed(which, reason) || which != attempt || over) {
            return;
        }
        dropAttempt();
        if (decision != null) {
            fail(reason);
            return;
        }
        // A rule may still send this flow somewhere else: its name decides.
        failure = reason;
        if (answer.appWaits() && !answered) {
            sniffed(Sniffed.UNKNOWN);
        }
    }

    /** The client is gone before anything was decided or connected. */
    void clientReset() {
        if (!over && running == null) {
            end(CloseReason.CLIENT_RESET);
            Sockets.reset(client);
        }
    }

    void relayIfReady() {
        var ready = attempt;
        if (over || running != null || decision == null || ready == null || !ready.ready()) {
            return;
        }
        if (!sniffed && (opening.isEmpty() || wantsInspection())) {
            // Nothing to relay yet. With the first bytes, of whichever side, the protocol is known as well; what can be
            // inspected is known when the client's opening is whole.
            return;
        }
        var upstream = Objects.requireNonNull(ready.channel());
        var fromClient = opening.handOver(client);
        var fromUpstream = ready.handOver();
        if (!sniffed) {
            LateSniffing.install(this, client, upstream, opening.prefix());
        }
        var said = new Relay.Opening(fromClient, opening.ended(), fromUpstream, ready.ended());
        if (wantsInspection() && parts.inspector().takes(flow)) {
            running = parts.inspector()
                    .inspect(
                            flow,
                            host(),
                            client,
                            upstream,
                            said,
                            () -> redials.dial(Objects.requireNonNull(plan)),
                            this::relayEnded);
        } else {
            running = parts.relay().relay(flow, client, upstream, said, this::relayEnded);
        }
    }

    private boolean wantsInspection() {
        return decision != null && decision.action() instanceof Action.Inspect;
    }

    private void relayEnded(CloseReason reason) {
        if (!over) {
            over = true;
            redials.abandon();
            ended(reason);
        }
    }

    /** From any thread. */
    void closeFromOutside(CloseReason reason) {
        client.eventLoop().execute(() -> {
            if (running != null) {
                running.abort(reason);
            } else {
                fail(reason);
            }
        });
    }

    void defect(Throwable cause) {
        LOG.warn("flow {} ends by a defect", flow.id(), cause);
        if (running != null) {
            running.abort(CloseReason.INTERNAL_ERROR);
        } else {
            fail(CloseReason.INTERNAL_ERROR);
        }
    }

    private void fail(CloseReason reason) {
        if (over) {
            return;
        }
        end(reason);
        if (answered) {
            Sockets.reset(client);
        } else {
            answered = true;
            answer.refused(reason);
        }
    }

    private void end(CloseReason reason) {
        over = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
        dropAttempt();
        opening.release();
        ended(reason);
    }

    private void ended(CloseReason reason) {
        if (flow.end(parts.clock().instant(), reason)) {
            parts.observer().ended(flow);
            answer.over();
        }
    }
}
