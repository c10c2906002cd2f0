package org.weir.engine.refusal;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.refusal.HandshakeEnd.Alert;
import org.weir.engine.refusal.HandshakeEnd.Ending;
import org.weir.engine.refusal.Refusals.Verdict;

/** Apps and what they do, for tests of the memory. */
final class Apps {
    static final AppIdentity CURL = app("/usr/bin/curl", 100);
    static final AppIdentity WGET = app("/usr/bin/wget", 200);
    static final Duration FLIGHT = Duration.ofMillis(5);

    private Apps() {}

    static AppIdentity app(@Nullable String executable, int pid) {
        return app(executable, null, null, "comm", pid);
    }

    static AppIdentity app(
            @Nullable String executable, @Nullable String script, @Nullable String appId, String comm, int pid) {
        return new AppIdentity(
                pid,
                pid * 1_000L,
                1000,
                "u",
                comm,
                executable,
                false,
                List.of(),
                script,
                0,
                appId,
                false,
                AppIdentity.Attribution.FULL);
    }

    static HandshakeEnd certain() {
        return ended(48, Ending.FIN, FLIGHT, 0);
    }

    static HandshakeEnd silent() {
        return ended(null, Ending.FIN, FLIGHT, 0);
    }

    static HandshakeEnd data() {
        return ended(null, Ending.OPEN, FLIGHT, 100);
    }

    static HandshakeEnd upstreamFailed() {
        return new HandshakeEnd("TLSv1.3", false, null, false, 0, Ending.OPEN, Duration.ZERO, true);
    }

    static HandshakeEnd ended(@Nullable Integer alert, Ending ending, Duration after, long bytes) {
        return new HandshakeEnd(
                "TLSv1.3",
                true,
                alert == null ? null : new Alert(2, alert, false),
                bytes > 0,
                bytes,
                ending,
                after,
                false);
    }

    static Verdict verdict(Refusals refusals, AppIdentity app, String host) {
        return refusals.verdict(app, host, "192.0.2.10", 443, false);
    }

    static @Nullable String ends(Refusals refusals, AppIdentity app, String host, HandshakeEnd end) {
        return refusals.handshake(app, host, "192.0.2.10", 443, end);
    }

    static boolean passes(Verdict verdict) {
        return verdict instanceof Verdict.Pass;
    }

    static boolean inspects(Verdict verdict) {
        return verdict instanceof Verdict.Inspect;
    }

    static boolean tries(Verdict verdict) {
        return verdict instanceof Verdict.Inspect(var canary) && canary;
    }
}
