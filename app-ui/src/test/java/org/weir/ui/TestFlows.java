package org.weir.ui;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Endpoint;
import org.weir.api.control.FlowApp;
import org.weir.api.control.FlowInspection;
import org.weir.api.control.FlowView;
import org.weir.api.rpc.RpcCodec;
import tools.jackson.databind.JsonNode;

/** Flows for tests, as an engine would tell them. */
public final class TestFlows {
    /** When the first of them began. */
    public static final long BEGAN = 1_790_000_000_000L;

    private TestFlows() {}

    public static FlowView flow(long id) {
        return flow(id, "curl", "web.lab.test", "pass", null);
    }

    public static FlowView flow(
            long id,
            String app,
            @Nullable String host,
            @Nullable String decision,
            @Nullable FlowInspection inspection) {
        return new FlowView(
                id,
                "ended",
                BEGAN + id * 100,
                BEGAN + id * 100 + 50,
                new Endpoint("203.0.113.2", 40_000),
                new Endpoint("192.0.2.10", 443),
                new Endpoint("192.0.2.10", 443),
                "tcp",
                "tls",
                host,
                List.of("h2", "http/1.1"),
                app(app),
                decision,
                decision == null || decision.equals("pass") ? null : "r2",
                decision == null ? null : "no rule matched",
                inspection,
                517,
                4_096,
                "client-closed");
    }

    public static FlowApp app(String name) {
        return new FlowApp(4711, 1, 1000, "u", name, "/usr/bin/" + name, null, false, 1, "full");
    }

    /** The app did not accept our certificate. */
    public static FlowView refused(long id, String app, String host) {
        return flow(
                id,
                app,
                host,
                "inspect",
                new FlowInspection(
                        "refused",
                        "the app did not accept our certificate",
                        null,
                        "TLSv1.3 TLS_AES_128_GCM_SHA256",
                        "h2",
                        "alert 48 (unknown_ca) after our certificate"));
    }

    public static FlowView inspected(long id, String app, String host) {
        return flow(
                id,
                app,
                host,
                "inspect",
                new FlowInspection("inspected", "inspected", "TLSv1.3 X", "TLSv1.3 Y", "h2", null));
    }

    /** Still open. */
    public static FlowView open(long id, String app, String host) {
        var flow = flow(id, app, host, "pass", null);
        return new FlowView(
                id,
                "open",
                flow.startedMs(),
                null,
                flow.source(),
                flow.destination(),
                flow.upstream(),
                flow.transport(),
                flow.protocol(),
                host,
                flow.alpn(),
                flow.app(),
                flow.decision(),
                flow.rule(),
                flow.reason(),
                null,
                1,
                2,
                null);
    }

    /** The same when more has come down. */
    public static FlowView more(FlowView flow) {
        return new FlowView(
                flow.id(),
                flow.state(),
                flow.startedMs(),
                flow.endedMs(),
                flow.source(),
                flow.destination(),
                flow.upstream(),
                flow.transport(),
                flow.protocol(),
                flow.host(),
                flow.alpn(),
                flow.app(),
                flow.decision(),
                flow.rule(),
                flow.reason(),
                flow.inspection(),
                flow.bytesUp(),
                flow.bytesDown() + 1,
                flow.close());
    }

    /** The message that tells them. */
    public static JsonNode batch(List<FlowView> flows) {
        var json = RpcCodec.json();
        var message = json.createObjectNode().put("jsonrpc", "2.0").put("method", "flows.batch");
        var params = message.putObject("params").put("watch", 1);
        params.set("flows", json.valueToTree(flows));
        params.put("dropped", 0);
        return message;
    }
}
