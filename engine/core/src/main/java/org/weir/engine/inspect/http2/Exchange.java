package org.weir.engine.inspect.http2;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Headers.PseudoHeaderName;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AsciiString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.ResponseHead;

/** One request and its response: a stream of the client and, when the request is forwarded, the server's of the same number. */
final class Exchange {
    private static final long NONE = -1;

    /** RFC 8441, section 4. */
    private static final AsciiString WEB_SOCKET = AsciiString.cached("websocket");

    private final Session session;
    private final Http2Stream down;
    private final BodyFlow request;
    private final Account account = new Account();
    private @Nullable Http2Stream up;
    private @Nullable Detour detour;
    private boolean webSocket;
    private @Nullable BodyFlow response;
    /** As the app sent it, which rules for the response look at. */
    private @Nullable RequestHead head;

    private String why = "the connection ended";
    private long errorForServer = Http2Error.CANCEL.code();
    private long errorForClient = Http2Error.INTERNAL_ERROR.code();
    private long resetBehindBody = NONE;
    private boolean answered;
    private boolean responded;

    Exchange(Session session, Http2Stream down) {
        this.session = session;
        this.down = down;
        this.request = new BodyFlow(this, new Source.OfStream(session.client(), down), down.id(), true);
    }

    BodyFlow request() {
        return request;
    }

    /** Only after a head came from the server. */
    BodyFlow response() {
        var flow = response;
        if (flow == null) {
            throw new IllegalStateException("no response yet");
        }
        return flow;
    }

    Account account() {
        return account;
    }

    boolean watched() {
        return session.watched();
    }

    ByteBufAllocator alloc() {
        return session.client().channel().alloc();
    }

    /** The request's head is complete. */
    void start(Http2Headers fields, boolean end) {
        if (!watched()) {
            forward(fields, end, null);
            return;
        }
        var asked = Heads.request(fields, session.link().scheme());
        head = asked;
        webSocket = WEB_SOCKET.contentEqualsIgnoreCase(fields.get(PseudoHeaderName.PROTOCOL.value()));
        switch (session.policy().request(session.link().flow(), asked)) {
            case HttpPolicy.RequestPlan.Forward plan
            when plan.target() != null -> {
                begin(plan.head(), plan.changes());
                divert(plan.target(), plan.head(), end, plan.body());
            }
            case HttpPolicy.RequestPlan.Forward plan -> {
                begin(plan.head(), plan.changes());
                var sent = Heads.same(plan.head(), asked) ? fields : Heads.rebuilt(plan.head(), fields);
                forward(plan.body() != null && !end ? Heads.withoutLength(sent) : sent, end, plan.body());
            }
            case HttpPolicy.RequestPlan.Answer plan -> {
                begin(asked, plan.changes());
                answer(plan.head(), plan.body(), end);
            }
            case HttpPolicy.RequestPlan.Block plan -> {
                begin(asked, plan.changes());
                why = "blocked by a rule";
                request.discard();
                session.client().reset(down.id(), Http2Error.CANCEL.code());
            }
        }
    }

    private void begin(RequestHead sent, List<HttpPolicy.Change> changes) {
        account.begin(session.observer().begin(session.link().flow(), sent, changes));
    }

    private void forward(Http2Headers fields, boolean end, HttpPolicy.@Nullable BodyEdit edit) {
        var upstream = session.upstream();
        var stream = upstream == null ? null : upstream.open(down.id(), fields, end);
        if (upstream == null || stream == null) {
            // As the server itself would have done: it is going away, or has as many streams as it wants.
            why = "the server takes no more requests on this connection";
            request.discard();
            session.client().reset(down.id(), Http2Error.REFUSED_STREAM.code());
            return;
        }
        up = stream;
        upstream.attach(stream, this);
        response = new BodyFlow(this, new Source.OfStream(upstream, stream), down.id(), false);
        request.open(upstream, end, edit);
        if (end) {
            ended(true, Headers.EMPTY);
        }
    }

    /** To another server than the connection's. */
    private void divert(HttpPolicy.Target target, RequestHead sent, boolean end, HttpPolicy.@Nullable BodyEdit edit) {
        if (sent.method().equals("CONNECT")) {
            badGateway("a tunnel cannot be sent to another server", end);
            return;
        }
        if (!session.mayDivert()) {
            why = "too many requests of this connection are under way to other servers";
            request.discard();
            session.client().reset(down.id(), Http2Error.REFUSED_STREAM.code());
            return;
        }
        var other = new Detour(session, this, down.id());
        detour = other;
        response = new BodyFlow(this, other, down.id(), false);
        request.open(other, end, edit);
        if (end) {
            ended(true, Headers.EMPTY);
        }
        var edited = edit != null && !end;
        other.start(target, edited ? sent.withHeaders(sent.headers().without("content-length")) : sent, end);
    }

    /** The other server gave no whole response. */
    void diversionFailed(String reason) {
        session.logDiversion(reason);
        if (responded) {
            // What came before goes out before the reset.
            session.client().push();
            fail(reason);
        } else if (open(down)) {
            badGateway(reason, false);
        }
    }

    /** The other server's response is complete and it takes no more of the request, of which maybe a part is on its way. */
    void diversionOver() {
        request.discard();
    }

    private void badGateway(String reason, boolean requestEnded) {
        var page = "502 Bad Gateway: " + reason + "\n";
        answer(
                new ResponseHead(
                        RequestHead.Version.HTTP_2, 502, "", Headers.of("content-type", "text/plain; charset=utf-8")),
                ByteBuffer.wrap(page.getBytes(StandardCharsets.UTF_8)),
                requestEnded);
    }

    private void answer(ResponseHead with, ByteBuffer content, boolean requestEnded) {
        answered = true;
        request.discard();
        if (requestEnded) {
            request.endedUnread();
            account.recorder().requestEnd(Headers.EMPTY);
        }
        var client = session.client();
        var empty = !content.hasRemaining() || (head != null && head.method().equals("HEAD"));
        account.recorder().response(with, List.of());
        client.headers(down.id(), Heads.rebuilt(with, null), empty);
        if (!empty) {
            account.recorder().responseBody(content.duplicate());
            client.data(down.id(), Unpooled.wrappedBuffer(content.duplicate()), true, null);
        }
        account.end();
    }

    /** A head of another server. */
    void head(ResponseHead got, boolean end) {
        head(Heads.rebuilt(got, null), got, end);
    }

    /** A head or trailers of the server. */
    void head(Http2Headers fields, boolean end) {
        head(fields, null, end);
    }

    /** @param known the same as a head, where it was read from something else */
    private void head(Http2Headers fields, @Nullable ResponseHead known, boolean end) {
        var flow = response();
        if (responded) {
            flow.trailers(fields);
            return;
        }
        var client = session.client();
        var status = Heads.status(fields);
        if (status < 200) {
            if (watched()) {
                account.recorder().informational(known == null ? Heads.response(fields) : known);
            }
            if (open(down)) {
                client.headers(down.id(), fields, false);
            }
            return;
        }
        responded = true;
        var sent = fields;
        HttpPolicy.BodyEdit edit = null;
        if (watched() && head != null) {
            var got = known == null ? Heads.response(fields) : known;
            var plan = session.policy().response(session.link().flow(), head, got);
            account.recorder().response(plan.head(), plan.changes());
            if (webSocket && status < 300) {
                account.webSocket(got);
            }
            sent = Heads.same(plan.head(), got) ? fields : Heads.rebuilt(plan.head(), fields);
            edit = head.method().equals("HEAD") ? null : plan.body();
            sent = edit != null && !end ? Heads.withoutLength(sent) : sent;
        }
        flow.open(client, end, edit);
        if (open(down)) {
            client.headers(down.id(), sent, end);
        } else {
            flow.discard();
        }
        if (end) {
            ended(false, Headers.EMPTY);
        }
    }

    /** One direction is complete. */
    void ended(boolean upload, Headers fields) {
        if (upload) {
            account.recorder().requestEnd(fields);
        } else {
            account.trailers(fields);
        }
        if (request.ended() && response != null && response.ended()) {
            account.end();
        }
    }

    /** Whether that side's part of its stream may be closed (its bytes were taken). */
    boolean mayCloseRemote(boolean client) {
        return client ? request.mayClose() : response == null || response.mayClose();
    }

    /** Nothing is held in one direction. */
    void drained() {
        if (resetBehindBody != NONE && response != null && response.held() == 0) {
            var code = resetBehindBody;
            resetBehindBody = NONE;
            resetClient(code);
        }
    }

    void clientReset(long code) {
        why = "the app reset the stream: " + name(code);
        errorForServer = code;
    }

    void serverReset(long code) {
        why = "the server reset the stream: " + name(code);
        var client = session.client();
        // What came before the reset goes out before it; a complete response must not be lost behind a closed window.
        client.push();
        if (response != null && response.held() > 0 && (response.ended() || code == Http2Error.NO_ERROR.code())) {
            resetBehindBody = code;
        } else {
            resetClient(code);
        }
    }

    /** What that side sent on this stream violates HTTP/2; its own stream is being reset. */
    void malformed(boolean client, @Nullable String what) {
        why = (client ? "malformed request: " : "malformed response: ") + what;
        errorForClient = Http2Error.PROTOCOL_ERROR.code();
    }

    /** A defect on our way: both sides are reset. */
    void fail(String reason) {
        why = reason;
        errorForServer = Http2Error.INTERNAL_ERROR.code();
        request.discard();
        if (response != null) {
            response.discard();
        }
        resetClient(Http2Error.INTERNAL_ERROR.code());
        resetServer();
        if (detour != null) {
            detour.abandon();
        }
    }

    /** One of the two streams is closed for good; the other must not outlive it unless it is complete. */
    void closed(boolean client) {
        var complete = request.ended() && response != null && response.ended();
        if (client) {
            request.discard();
            if (response != null) {
                response.discard();
            }
            if (detour != null) {
                detour.abandon();
            } else if (!complete && !session.refusedByServer(down.id())) {
                resetServer();
            }
            if (answered || (response != null && response.ended())) {
                account.end();
            } else {
                account.aborted(why);
            }
        } else if (response != null && !response.ended() && resetBehindBody == NONE) {
            resetClient(session.refusedByServer(down.id()) ? Http2Error.REFUSED_STREAM.code() : errorForClient);
        }
    }

    private void resetClient(long code) {
        if (open(down)) {
            session.client().reset(down.id(), code);
        }
    }

    private void resetServer() {
        var upstream = session.upstream();
        if (upstream != null && up != null && open(up)) {
            upstream.reset(up.id(), errorForServer);
        }
    }

    private static boolean open(Http2Stream stream) {
        return stream.state() != Http2Stream.State.CLOSED && !stream.isResetSent();
    }

    private static String name(long code) {
        var known = Http2Error.valueOf(code);
        return known == null ? Long.toString(code) : known.name();
    }
}
