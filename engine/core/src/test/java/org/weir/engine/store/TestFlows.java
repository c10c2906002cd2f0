package org.weir.engine.store;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Decision;
import org.weir.engine.flow.Flow;
import org.weir.engine.flow.Sniffed;

/** Flows for tests. */
public final class TestFlows {
    public static final Instant START = Instant.ofEpochMilli(1_790_000_000_123L);

    public static final AppIdentity CURL = app("/usr/bin/curl", null);
    public static final AppIdentity PYTHON = app("/usr/bin/python3.11", "/home/u/x.py");

    private TestFlows() {}

    public static AppIdentity app(String executable, String script) {
        return new AppIdentity(
                4711,
                1,
                1000,
                "u",
                "comm",
                executable,
                false,
                List.of(),
                script,
                1,
                null,
                false,
                AppIdentity.Attribution.FULL);
    }

    public static Flow flow(long id) {
        return flow(id, CURL, "192.0.2.10", 443);
    }

    public static Flow flow(long id, AppIdentity app, String address, int port) {
        return new Flow(id, START, address("203.0.113.2", 40_000), address(address, port), app);
    }

    public static Flow named(long id, String host) {
        var flow = flow(id);
        flow.sniffed(new Sniffed(Sniffed.Protocol.TLS, host, List.of("h2")));
        return flow;
    }

    public static Flow decided(long id, Decision.Action action) {
        var flow = flow(id);
        flow.decide(new Decision(action, "r1", "rule r1"));
        return flow;
    }

    public static Flow ended(Flow flow) {
        flow.end(START.plusSeconds(1), CloseReason.CLIENT_CLOSED);
        return flow;
    }

    static InetSocketAddress address(String ip, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(ip), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(ip, e);
        }
    }
}
