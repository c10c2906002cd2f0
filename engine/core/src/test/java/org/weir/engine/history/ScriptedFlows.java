package org.weir.engine.history;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Decision;
import org.weir.engine.flow.Flow;
import org.weir.engine.flow.Sniffed;
import org.weir.engine.http.ExchangeObserver;
import org.weir.engine.http.Headers;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.ResponseHead;

/** Flows and exchanges as event loops would tell of them. */
final class ScriptedFlows {
    private ScriptedFlows() {}

    static Flow flow(long id, String app, String host) {
        var identity = new AppIdentity(
                4711,
                5,
                1000,
                "u",
                "x",
                "/usr/bin/" + app,
                false,
                List.of(),
                null,
                1,
                null,
                false,
                AppIdentity.Attribution.FULL);
        var flow = new Flow(
                id,
                Instant.now(),
                new InetSocketAddress("203.0.113.2", 40_000),
                new InetSocketAddress("192.0.2.10", 443),
                identity);
        flow.sniffed(new Sniffed(Sniffed.Protocol.TLS, host, List.of("h2")));
        flow.decide(Decision.pass("no rule matched"));
        return flow;
    }

    static Flow ended(long id, String app, String host) {
        var flow = flow(id, app, host);
        flow.end(flow.started().plusMillis(10), CloseReason.CLIENT_CLOSED);
        return flow;
    }

    static RequestHead get(String host, String path, String... headers) {
        return new RequestHead(RequestHead.Version.HTTP_1_1, "GET", "https", host, path, Headers.of(headers));
    }

    static RequestHead post(String host, String path, String... headers) {
        return new RequestHead(RequestHead.Version.HTTP_1_1, "POST", "https", host, path, Headers.of(headers));
    }

    static ResponseHead answer(int status, String... headers) {
        return new ResponseHead(RequestHead.Version.HTTP_1_1, status, "OK", Headers.of(headers));
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
    }

    /** A whole exchange with these bodies. */
    static void exchange(
            ExchangeObserver to, Flow flow, RequestHead request, String sent, ResponseHead head, String body) {
        var recorder = to.begin(flow, request, List.of());
        if (!sent.isEmpty()) {
            recorder.requestBody(bytes(sent));
        }
        recorder.requestEnd(Headers.EMPTY);
        recorder.response(head, List.of());
        if (!body.isEmpty()) {
            recorder.responseBody(bytes(body));
        }
        recorder.end(Headers.EMPTY);
    }
}
