package org.weir.engine.inspect.http1;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.ExchangeObserver.Recorder;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy.BodyEdit;
import org.weir.engine.http.HttpPolicy.RequestPlan;
import org.weir.engine.http.HttpPolicy.Target;
import org.weir.engine.inspect.raw.Line;

/** From the client to the server: requests. */
@SuppressWarnings("ReferenceEquality") // Lines, extents and unchanged heads are told apart by identity.
final class RequestSide extends MessageSide {
    private final Http1Session session;
    /** The request whose head was read last; null before the first, and after one was refused. */
    private @Nullable Exchange present;

    private long drained;
    private @Nullable Parked parked;

    RequestSide(Http1Session session, byte[] scratch) {
        super(scratch, session.client(), session.upstream());
        this.session = session;
    }

    /** The request whose head was read last, or null. */
    @Nullable
    Exchange present() {
        return present;
    }

    @Override
    Heading head() throws BadMessageException {
        present = null;
        var parsed = framer.head(session.requestReader());
        Extent extent;
        try {
            extent = Extent.ofRequest(parsed.facts());
        } catch (BadMessageException e) {
            present = session.begin(parsed.facts(), parsed.head(), parsed.head(), List.of());
            throw e;
        }
        framer.body(extent);
        drained = 0;
        return switch (session.plan(parsed.head())) {
            case RequestPlan.Forward forward -> forward(parsed, extent, forward);
            case RequestPlan.Answer(var head, var body, var changes) -> {
                var exchange = session.begin(parsed.facts(), parsed.head(), parsed.head(), changes);
                present = exchange;
                var whole = extent instanceof Extent.Chunked
                        || (extent instanceof Extent.Length length && length.bytes() <= Http1Limits.DRAIN_BYTES);
                // Whether a client that waits for 100 still sends the body cannot be known.
                var close = exchange.ends() || !whole || (extent != Extent.NONE && exchange.expects());
                session.answer(exchange, new LocalAnswer.Reply(head, body, changes, close));
                yield Heading.DROP;
            }
            case RequestPlan.Block(var changes) -> {
                present = session.begin(parsed.facts(), parsed.head(), parsed.head(), changes);
                await(FOR_GOOD);
                session.answer(present, new LocalAnswer.Reset());
                yield Heading.DROP;
            }
        };
    }

    private Heading forward(ParsedRequest parsed, Extent extent, RequestPlan.Forward forward) {
        var head = forward.head();
        var exchange = session.begin(parsed.facts(), parsed.head(), head, forward.changes());
        present = exchange;
        // HTTP/1.0 knows no chunks, and what a transfer coding hides cannot be edited.
        var body = extent == Extent.NONE || exchange.http10() || parsed.facts().coded() ? null : forward.body();
        var target = forward.target();
        var here = session.leadsTo(target);
        var unchanged = target == null && body == null && head == parsed.head();
        if (unchanged && here) {
            return Heading.PASS;
        }
        var framing = body == null ? HeadWriter.Framing.AS_RECEIVED : HeadWriter.Framing.CHUNKED;
        var bytes = unchanged ? framer.copyHead(from.alloc()) : HeadWriter.request(from.alloc(), parsed, head, framing);
        if (here) {
            return new Heading.Replace(bytes, edit(body));
        }
        exchange.unsent(true);
        parked = new Parked(bytes, body, target);
        await(ROUTE);
        session.changeRoute();
        return Heading.LATER;
    }

    /** A request that waits for its server. */
    record Parked(
            ByteBuf head, @Nullable BodyEdit body, @Nullable Target target) {}

    @Nullable
    Parked parked() {
        return parked;
    }

    /** The parked request and what follows go there. */
    void routed(Line line) {
        var waiting = parked;
        to(line);
        if (waiting != null) {
            parked = null;
            Objects.requireNonNull(present).unsent(false);
            goWith(waiting.head(), edit(waiting.body()), ROUTE);
        }
    }

    void releaseParked() {
        if (parked != null) {
            parked.head().release();
            parked = null;
        }
    }

    private @Nullable BodyOut edit(@Nullable BodyEdit body) {
        return body == null
                ? null
                : new BodyOut(
                        body.open(), to(), true, Objects.requireNonNull(present).recorder()::requestBody);
    }

    @Override
    void passedData(ByteBuf in, int from, int length) {
        var recorder = Objects.requireNonNull(present).recorder();
        if (recorder != Recorder.NONE) {
            Views.show(in, from, length, recorder::requestBody);
        }
    }

    @Override
    void droppedData(int bytes) {
        drained += bytes;
        if (drained > Http1Limits.DRAIN_BYTES) {
            session.leave("the body of a request that was answered here is too long to be read");
        }
    }

    @Override
    void message(Headers trailers) {
        var exchange = Objects.requireNonNull(present);
        if (exchange.mayBecomeTunnel()) {
            await(TUNNEL);
        }
        exchange.requestEnd(trailers);
        if (session.isFull()) {
            await(FULL);
        }
    }

    @Override
    void bad(String why) {
        await(FOR_GOOD);
        closeEdit();
        session.refuseRequest(present != null && !present.requestDone() ? present : null, why);
    }

    @Override
    void editFailed(String why) {
        closeEdit();
        session.failed(present, why);
    }

    @Override
    void inputOver(boolean cut) {
        if (!framer.idle() && present != null && !present.requestDone()) {
            present.fail("the client ended in the middle of the request");
        }
        closeEdit();
        var incomplete = framer.takeIncomplete();
        if (incomplete != null) {
            to().write(incomplete);
        }
        session.clientOver(cut);
    }
}
