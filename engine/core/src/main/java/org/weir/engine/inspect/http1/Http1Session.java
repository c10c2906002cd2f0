package org.weir.engine.inspect.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.http.ExchangeObserver.Recorder;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy.Change;
import org.weir.engine.http.HttpPolicy.RequestPlan;
import org.weir.engine.http.HttpPolicy.ResponsePlan;
import org.weir.engine.http.HttpPolicy.Target;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.ResponseHead;
import org.weir.engine.inspect.raw.Line;
import org.weir.engine.inspect.raw.Script;
import org.weir.engine.inspect.raw.Stage;
import org.weir.engine.inspect.websocket.WebSocketTap;

/** One connection: two {@link MessageSide}s and the exchanges between them. No I/O of its own. */
@SuppressWarnings("ReferenceEquality") // Lines, extents and unchanged heads are told apart by identity.
final class Http1Session implements Script {
    private static final Logger LOG = LoggerFactory.getLogger(Http1Session.class);

    private final Stage stage;
    private final Rules rules;
    private final Framer.HeadReader<ParsedRequest> requestReader;
    private final Exchanges exchanges = new Exchanges();
    private final RequestSide requests;
    private final Route route;
    private boolean unasked;

    Http1Session(Stage stage, String scheme, Rules rules, byte[] scratch) {
        this.stage = stage;
        this.rules = rules;
        this.requestReader = (in, from, to) -> HeadParser.request(in, from, to, scheme);
        this.requests = new RequestSide(this, scratch);
        this.route = new Route(stage, this, scratch);
    }

    @Override
    public void read(Line from, ByteBuf bytes) {
        if (from == stage.client()) {
            requests.take(bytes);
        } else if (unasked) {
            stage.client().write(bytes);
        } else {
            route.read(from, bytes);
        }
    }

    @Override
    public void ended(Line from, boolean cut) {
        if (unasked) {
            stage.leave(from == stage.client() ? CloseReason.CLIENT_CLOSED : CloseReason.SERVER_CLOSED);
        } else if (from == stage.client()) {
            requests.inputEnded(cut);
        } else {
            route.ended(from, cut);
        }
    }

    @Override
    public void writable(Line to) {
        if (to == stage.client()) {
            route.responses().go(Intake.EDITED_OUTPUT);
            requests.go(Intake.ANSWERS);
        } else if (to == requests.to()) {
            requests.go(Intake.EDITED_OUTPUT);
        }
    }

    @Override
    public void over(CloseReason reason) {
        requests.release();
        requests.releaseParked();
        route.release();
        var why = "the connection ended: " + reason.word();
        exchanges.forEach(exchange -> exchange.abort(why));
        var present = requests.present();
        if (present != null) {
            present.abort(why);
        }
    }

    Line client() {
        return stage.client();
    }

    Line upstream() {
        return stage.upstream();
    }

    Framer.HeadReader<ParsedRequest> requestReader() {
        return requestReader;
    }

    RequestPlan plan(RequestHead head) {
        return rules.request(stage.flow(), head);
    }

    ResponsePlan plan(Exchange exchange, ResponseHead head) {
        return rules.response(stage.flow(), exchange.request(), head);
    }

    /** A request's head is complete. */
    Exchange begin(Facts facts, RequestHead received, RequestHead sent, List<Change> changes) {
        var exchange = new Exchange(received, facts, rules.begin(stage.flow(), sent, changes));
        exchanges.add(exchange);
        return exchange;
    }

    /** Whether the client waits for nothing. */
    boolean isIdle() {
        return exchanges.isEmpty();
    }

    boolean isFull() {
        return exchanges.isFull();
    }

    /** The exchange that the server's next message answers, or null. */
    @Nullable
    Exchange awaiting() {
        var first = exchanges.first();
        return first == null || first.answer() != null || first.unsent() ? null : first;
    }

    /** Answers in the server's place, when it is the exchange's turn. */
    void answer(Exchange exchange, LocalAnswer answer) {
        exchange.answer(answer);
        serve();
    }

    /** The response under way is complete. */
    void responded(Headers trailers, boolean endsConnection) {
        exchanges.take().responseEnd(trailers);
        if (endsConnection) {
            stage.leave(CloseReason.SERVER_CLOSED);
            return;
        }
        serve();
        if (route.ownEnded() && exchanges.isEmpty()) {
            route.responses().passNow();
            upstreamOver(route.ownCut());
        }
        changeRoute();
        requests.go(Intake.TUNNEL);
        if (!exchanges.isFull()) {
            requests.go(Intake.FULL);
        }
    }

    boolean leadsTo(@Nullable Target target) {
        return route.leadsTo(target);
    }

    /** Changes the route for a request that waits for it, as soon as all before it are answered. */
    void changeRoute() {
        var parked = requests.parked();
        if (parked != null && !route.isDialling() && exchanges.first() == requests.present()) {
            route.change(parked.target());
        }
    }

    void routed(Line line) {
        requests.routed(line);
    }

    void unreachable(String why) {
        LOG.info("flow {}: a rule's target is not reached: {}", stage.flow().id(), why);
        requests.releaseParked();
        requests.stop();
        var page = LocalAnswer.refusal(502, why);
        answer(
                Objects.requireNonNull(exchanges.first()),
                new LocalAnswer.Reply(page.head(), page.body(), List.of(), true));
    }

    /** The client sends no more; what it said is forwarded. */
    void clientOver(boolean cut) {
        route.clientEnded(cut);
    }

    /** The server ended; what it said is forwarded. */
    void upstreamOver(boolean cut) {
        if (cut) {
            stage.client().cut();
        } else {
            stage.client().end();
        }
    }

    /** The server speaks although nothing was asked: it is forwarded, and is the last thing that is. */
    void unasked(ByteBuf bytes) {
        var text = bytes.forEachByte(b -> b == '\r' || b == '\n') >= 0;
        stage.client().write(bytes);
        if (text) {
            unasked = true;
            route.responses().stop();
            requests.await(Intake.FOR_GOOD);
            stage.later(() -> stage.leave(CloseReason.SERVER_CLOSED), Http1Limits.LAST_WORDS_MILLIS);
        }
    }

    /** @param exchange of which a part went on already, or null when it is the next that cannot be read */
    void refuseRequest(@Nullable Exchange exchange, String why) {
        LOG.info("flow {}: request refused: {}", stage.flow().id(), why);
        var refused = exchange == null ? beginUnreadable() : exchange;
        refused.fail("refused: " + why);
        if (refused.responseBegun()) {
            stage.abort(CloseReason.AMBIGUOUS_MESSAGE);
        } else {
            answer(refused, LocalAnswer.refusal(400, why));
        }
    }

    void refuseResponse(String why) {
        LOG.info("flow {}: response refused: {}", stage.flow().id(), why);
        var exchange = Objects.requireNonNull(exchanges.first());
        exchange.fail("refused: " + why);
        if (exchange.responseBegun()) {
            stage.abort(CloseReason.AMBIGUOUS_MESSAGE);
        } else {
            answer(exchange, LocalAnswer.refusal(502, why));
        }
    }

    /** A body could not be edited to its end. */
    void failed(@Nullable Exchange exchange, String why) {
        LOG.info("flow {}: a body cannot be edited: {}", stage.flow().id(), why);
        if (exchange != null) {
            exchange.fail(why);
        }
        stage.abort(CloseReason.INTERNAL_ERROR);
    }

    void leave(String why) {
        LOG.debug("flow {}: {}", stage.flow().id(), why);
        stage.leave(CloseReason.SERVER_CLOSED);
    }

    /** Bytes of any kind from here on, both ways. */
    void tunnel(Exchange exchange, ResponseHead head, ByteBuf fromUpstream) {
        exchanges.take();
        requests.stop();
        var responses = route.responses();
        var upstream = route.onlyPresent();
        var script = new TunnelScript(stage, upstream, exchange, tap(exchange, head));
        var fromClient = requests.takeKept();
        var moreFromUpstream = responses.takeKept();
        stage.become(script);
        script.read(upstream, fromUpstream);
        if (moreFromUpstream != null) {
            script.read(upstream, moreFromUpstream);
        }
        if (fromClient != null) {
            script.read(stage.client(), fromClient);
        }
        stage.client().hold(false);
        upstream.hold(false);
        requests.handOver(script);
        responses.handOver(script);
    }

    private static @Nullable WebSocketTap tap(Exchange exchange, ResponseHead head) {
        var observed = "websocket".equalsIgnoreCase(exchange.upgrade()) && exchange.recorder() != Recorder.NONE;
        return observed && head.status() == ResponseSide.SWITCHING_PROTOCOLS
                ? new WebSocketTap(exchange.recorder(), head.headers())
                : null;
    }

    private Exchange beginUnreadable() {
        var head = new RequestHead(RequestHead.Version.HTTP_1_1, "INVALID", "", "", "", Headers.EMPTY);
        return begin(Facts.NONE, head, head, List.of());
    }

    /** Answers all whose turn it is and who are answered here. */
    private void serve() {
        for (var first = exchanges.first(); first != null; first = exchanges.first()) {
            switch (first.answer()) {
                case null -> {
                    return;
                }
                case LocalAnswer.Reset() -> {
                    first.fail("blocked by a rule");
                    stage.abort(CloseReason.BLOCKED);
                    return;
                }
                case LocalAnswer.Refusal(var head, var body) -> {
                    send(first, head, body, true);
                    stage.leave(CloseReason.AMBIGUOUS_MESSAGE);
                    return;
                }
                case LocalAnswer.Reply reply -> {
                    if (!reply(first, reply)) {
                        return;
                    }
                }
            }
        }
    }

    /** Returns whether the connection goes on. */
    private boolean reply(Exchange exchange, LocalAnswer.Reply reply) {
        exchanges.take();
        exchange.response(reply.head(), reply.changes());
        send(exchange, reply.head(), reply.body(), reply.close());
        if (!exchange.toHead()
                && exchange.recorder() != Recorder.NONE
                && reply.body().hasRemaining()) {
            exchange.recorder().responseBody(reply.body().asReadOnlyBuffer());
        }
        exchange.responseEnd(Headers.EMPTY);
        if (reply.close()) {
            exchange.endEarly();
            stage.leave(CloseReason.SERVER_CLOSED);
            return false;
        }
        if (!stage.client().writable()) {
            requests.await(Intake.ANSWERS);
        }
        return true;
    }

    private void send(Exchange exchange, ResponseHead head, ByteBuffer body, boolean close) {
        route.responses().passNow();
        var client = stage.client();
        var bodiless = head.status() < 200 || head.status() == 204 || head.status() == 304;
        var length = bodiless ? -1 : body.remaining();
        client.write(HeadWriter.answer(client.alloc(), head, length, close, exchange.http10()));
        if (!bodiless && !exchange.toHead() && body.hasRemaining()) {
            client.write(Unpooled.wrappedBuffer(body.duplicate()));
        }
    }
}
