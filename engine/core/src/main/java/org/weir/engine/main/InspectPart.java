package org.weir.engine.main;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Check;
import org.weir.engine.flow.FlowObserver;
import org.weir.engine.flow.HandshakeObserver;
import org.weir.engine.http.ExchangeObserver;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.inspect.Conversation;
import org.weir.engine.inspect.Conversations;
import org.weir.engine.inspect.TargetDialer;
import org.weir.engine.inspect.TcpTargets;
import org.weir.engine.inspect.http1.Http1Conversation;
import org.weir.engine.inspect.http2.Http2Conversation;
import org.weir.engine.inspect.raw.RawConversation;
import org.weir.engine.inspect.tls.NettyTls;
import org.weir.engine.inspect.tls.SecureTargets;
import org.weir.engine.inspect.tls.ServerVerifier;
import org.weir.engine.inspect.tls.TlsEngine;
import org.weir.engine.inspect.tls.TlsInspector;
import org.weir.engine.refusal.Refusals;
import org.weir.engine.relay.Dialer;
import org.weir.engine.relay.Inspector;
import org.weir.engine.relay.Relay;
import org.weir.engine.trust.LeafSource;
import org.weir.engine.trust.WeirName;

/** Puts the inspection of TLS together. */
final class InspectPart implements AutoCloseable {
    /** Verifying is computing: more threads than this would only take processors from the flows. */
    private static final int THREADS = 2;

    /** Chains that wait to be verified, 1 ms each; above this we are flooded, and further flows are passed through. */
    private static final int MOST_WAITING = 2_048;

    /** Roots that the user added, inside the state folder. */
    private static final String ROOTS = "roots";

    private final ExecutorService work;
    private final KeyLogPart keyLog;
    private final TlsEngine engine;
    private final Inspector inspector;

    /** What other parts decide about inspected flows, and what they are told of them. */
    record Seams(Refusals refusals, HttpPolicy policy, ExchangeObserver exchanges, HandshakeObserver handshakes) {}

    /**
     * How other servers are reached than the flow's own.
     *
     * @param names resolves names; may block
     */
    record Egress(Dialer dialer, Executor names) {}

    /** @param withKeyLog whether the secrets of connections are written to a file */
    InspectPart(
            @Nullable Path state,
            boolean withKeyLog,
            LeafSource leaves,
            Relay untouched,
            FlowObserver observer,
            Egress egress,
            Seams seams) {
        var threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                Threads.named("weir-verify"));
        threads.allowCoreThreadTimeOut(true);
        work = threads;
        keyLog = new KeyLogPart(state, withKeyLog, NettyTls.best());
        engine = keyLog.engine();
        var verifier = new ServerVerifier(state == null ? null : state.resolve(ROOTS), WeirName::isAuthority);
        var targets = new SecureTargets(new TcpTargets(egress.dialer(), egress.names()), engine, verifier, work);
        inspector = new TlsInspector(new TlsInspector.Parts(
                engine,
                verifier,
                leaves,
                seams.refusals(),
                conversation(seams, targets),
                untouched,
                observer,
                seams.handshakes(),
                work));
    }

    private static Conversation conversation(Seams seams, TargetDialer targets) {
        var raw = new RawConversation();
        return new Conversations(
                new Http1Conversation(seams.policy(), seams.exchanges(), targets),
                new Http2Conversation(seams.policy(), seams.exchanges(), targets, raw),
                raw);
    }

    Inspector inspector() {
        return inspector;
    }

    /** What the user should know, for status and doctor. */
    List<Check> problems() {
        return keyLog.checks();
    }

    @Override
    public void close() {
        work.shutdownNow();
        engine.close();
        keyLog.close();
    }
}
