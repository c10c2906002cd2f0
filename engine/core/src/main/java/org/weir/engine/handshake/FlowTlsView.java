package org.weir.engine.handshake;

import java.security.cert.CertificateException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.FlowTls;
import org.weir.engine.flow.Decision.Action;
import org.weir.engine.flow.Flow;
import org.weir.engine.flow.Inspection.State;
import org.weir.engine.flow.Sniffed.Protocol;
import org.weir.engine.flow.TlsAlert;
import org.weir.engine.handshake.Handshakes.Seen;
import org.weir.engine.inspect.tls.NameCheck;
import org.weir.engine.store.FlowViews;

/** What is known of a flow's handshakes, and of what is not: why. */
public final class FlowTlsView {
    private final Handshakes handshakes;

    public FlowTlsView(Handshakes handshakes) {
        this.handshakes = handshakes;
    }

    /** Reads what was kept; some milliseconds at most. */
    public FlowTls of(Flow flow) {
        // In this order: what the flow says of itself, everything that led to it is kept by then.
        var view = FlowViews.of(flow);
        var nothing = nothing(flow);
        if (nothing != null) {
            return new FlowTls(view, null, nothing, null, nothing, null, nothing, null, nothing);
        }
        var missing = Missing.of(flow);
        var seen = handshakes.of(flow.id());
        if (seen.isEmpty()) {
            var gone = handshakes.forgotten(flow.id());
            missing = gone ? Missing.ALL : missing;
        }
        var hello = seen.flatMap(one -> HelloReader.read(one.hello())).map(HelloViews::of);
        var server = seen.map(FlowTlsView::server);
        var presented = seen.map(Seen::presented).map(CertificateViews::of);
        var alert = seen.map(Seen::alert).map(FlowTlsView::alert);
        return new FlowTls(
                view,
                hello.orElse(null),
                hello.isPresent() ? null : missing.hello,
                server.orElse(null),
                server.isPresent() ? null : missing.server,
                presented.orElse(null),
                presented.isPresent() ? null : missing.presented,
                alert.orElse(null),
                alert.isPresent() ? null : missing.alert);
    }

    /** Why there can be nothing at all, or null. */
    private static @Nullable String nothing(Flow flow) {
        var protocol = flow.sniffed().protocol();
        if (protocol == Protocol.TLS) {
            return null;
        }
        if (protocol == Protocol.UNKNOWN) {
            if (flow.decision() != null && flow.decision().action() instanceof Action.Block) {
                return FlowTls.BLOCKED;
            }
            return flow.ended() ? FlowTls.NOT_TLS : FlowTls.WAITING;
        }
        return FlowTls.NOT_TLS;
    }

    /** Words for what is not there, by how far the flow has come. */
    private record Missing(String hello, String server, String presented, String alert) {
        static final Missing ALL = same(FlowTls.NOT_RECORDED, FlowTls.NOT_RECORDED);

        static Missing of(Flow flow) {
            var decision = flow.decision();
            if (decision == null) {
                return same(FlowTls.INCOMPLETE, FlowTls.WAITING);
            }
            return switch (decision.action()) {
                case Action.Block() -> same(FlowTls.INCOMPLETE, FlowTls.BLOCKED);
                case Action.Pass(), Action.Reroute(var _) -> same(FlowTls.INCOMPLETE, FlowTls.UNTOUCHED);
                case Action.Inspect(var _) -> inspected(flow);
            };
        }

        private static Missing inspected(Flow flow) {
            var inspection = flow.inspection();
            return switch (inspection == null ? State.STARTING : inspection.state()) {
                case STARTING -> same(FlowTls.INCOMPLETE, flow.ended() ? FlowTls.NOT_SHOWN : FlowTls.WAITING);
                case INSPECTED -> new Missing(FlowTls.INCOMPLETE, FlowTls.NOT_SHOWN, FlowTls.RESUMED, FlowTls.NONE);
                case STEPPED_ASIDE ->
                    new Missing(FlowTls.INCOMPLETE, FlowTls.NOT_SHOWN, FlowTls.UNTOUCHED, FlowTls.UNTOUCHED);
                case REFUSED, FAILED ->
                    new Missing(FlowTls.INCOMPLETE, FlowTls.NOT_SHOWN, FlowTls.NOT_SHOWN, FlowTls.NONE);
            };
        }

        private static Missing same(String hello, String others) {
            return new Missing(hello, others, others, others);
        }
    }

    private static FlowTls.@Nullable Server server(Seen seen) {
        var chain = seen.server();
        if (chain == null) {
            return null;
        }
        return new FlowTls.Server(CertificateViews.of(chain), seen.doubt(), seen.names(), matches(chain, seen));
    }

    private static boolean matches(Chains.Chain chain, Seen seen) {
        try {
            var leaf = CertificateViews.read(chain.certificates().getFirst());
            return seen.names().stream().anyMatch(name -> NameCheck.matches(leaf, name));
        } catch (CertificateException | RuntimeException _) {
            return false;
        }
    }

    private static FlowTls.Alert alert(TlsAlert alert) {
        var kind = TlsAlert.Kind.of(alert.code());
        return new FlowTls.Alert(
                alert.from().name().toLowerCase(Locale.ROOT),
                alert.level(),
                alert.code(),
                kind.map(TlsAlert.Kind::word).orElse(Integer.toString(alert.code())),
                alert.encrypted(),
                kind.map(TlsAlert.Kind::meaning).orElse("an alert that no standard names"));
    }
}
