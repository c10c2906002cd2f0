package org.weir.engine.store;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Endpoint;
import org.weir.api.control.FlowApp;
import org.weir.api.control.FlowInspection;
import org.weir.api.control.FlowView;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.flow.Flow;
import org.weir.engine.flow.Inspection;

/** Flows as control.sock shows them. */
public final class FlowViews {
    /** A ClientHello may offer thousands of protocols; a line of ours may not. */
    private static final int MAX_ALPN = 16;

    private FlowViews() {}

    /** The flow as it stands; what its event loop writes meanwhile may be in it or not. */
    public static FlowView of(Flow flow) {
        // The end first: whoever reads "ended" must also see the last bytes.
        var end = flow.end();
        var decision = flow.decision();
        var sniffed = flow.sniffed();
        var alpn = sniffed.alpn();
        return new FlowView(
                flow.id(),
                end == null ? "open" : "ended",
                flow.started().toEpochMilli(),
                end == null ? null : end.at().toEpochMilli(),
                endpoint(flow.source()),
                endpoint(flow.destination()),
                optional(flow.upstream()),
                "tcp",
                sniffed.protocol().word(),
                sniffed.host(),
                alpn.subList(0, Math.min(alpn.size(), MAX_ALPN)),
                app(flow.app()),
                decision == null ? null : decision.word(),
                decision == null ? null : decision.ruleId(),
                decision == null ? null : decision.reason(),
                inspection(flow.inspection()),
                flow.bytesUp(),
                flow.bytesDown(),
                end == null ? null : end.reason().word());
    }

    private static @Nullable FlowInspection inspection(@Nullable Inspection inspection) {
        return inspection == null
                ? null
                : new FlowInspection(
                        inspection.state().word(),
                        inspection.reason(),
                        tls(inspection.clientTls()),
                        tls(inspection.serverTls()),
                        inspection.alpn(),
                        inspection.evidence());
    }

    private static @Nullable String tls(Inspection.@Nullable Tls tls) {
        return tls == null ? null : tls.version() + " " + tls.cipher();
    }

    private static FlowApp app(AppIdentity app) {
        return new FlowApp(
                app.pid(),
                app.startNanos(),
                app.uid(),
                app.user(),
                app.name(),
                app.executable(),
                app.script(),
                app.deleted(),
                app.cgroupId(),
                app.attribution().name().toLowerCase(java.util.Locale.ROOT));
    }

    private static @Nullable Endpoint optional(@Nullable InetSocketAddress address) {
        return address == null ? null : endpoint(address);
    }

    private static Endpoint endpoint(InetSocketAddress address) {
        var ip = address.getAddress();
        // RFC 5952 form, as people write it; the JDK's own has all the zeros.
        return new Endpoint(ip == null ? address.getHostString() : NetUtil.toAddressString(ip), address.getPort());
    }
}
