package org.weir.engine.inspect.http1;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.ExchangeObserver.Recorder;
import org.weir.engine.http.Headers;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.ResponseHead;
import org.weir.engine.inspect.raw.Line;

/** From the server to the client: responses. */
@SuppressWarnings("ReferenceEquality") // Lines, extents and unchanged heads are told apart by identity.
final class ResponseSide extends MessageSide {
    static final int SWITCHING_PROTOCOLS = 101;

    private final Http1Session session;
    /** What the response under way answers; null between responses. */
    private @Nullable Exchange present;

    private boolean interim;
    private boolean endsConnection;
    /** The head that made the connection a tunnel. */
    private @Nullable ResponseHead tunnel;

    ResponseSide(Http1Session session, byte[] scratch, Line upstream) {
        super(scratch, upstream, session.client());
        this.session = session;
    }

    @Override
    boolean expected() {
        return session.awaiting() != null;
    }

    @Override
    void surprise(ByteBuf bytes) {
        session.unasked(bytes);
    }

    @Override
    Heading head() throws BadMessageException {
        var parsed = framer.head(HeadParser::response);
        var exchange = Objects.requireNonNull(session.awaiting());
        present = exchange;
        var head = parsed.head();
        var status = head.status();
        interim = status < 200;
        if (status == SWITCHING_PROTOCOLS || (exchange.connects() && status < 300 && !interim)) {
            if ((interim && exchange.upgrade() == null) || !exchange.requestDone()) {
                throw new BadMessageException("a switch of protocols that nobody asked for");
            }
            exchange.response(head, List.of());
            framer.body(Extent.NONE);
            tunnel = head;
            stop();
            return Heading.PASS;
        }
        if (interim) {
            framer.body(Extent.NONE);
            exchange.recorder().informational(head);
            return Heading.PASS;
        }
        var extent = Extent.ofResponse(parsed.facts(), status, exchange.toHead());
        framer.body(extent);
        var plan = session.plan(exchange, head);
        exchange.response(plan.head(), plan.changes());
        var body = extent == Extent.NONE || parsed.facts().coded() ? null : plan.body();
        if (body == null) {
            return plan.head() == head
                    ? Heading.PASS
                    : new Heading.Replace(
                            HeadWriter.response(from.alloc(), head, plan.head(), HeadWriter.Framing.AS_RECEIVED), null);
        }
        var chunked =
                extent != Extent.UNTIL_CLOSE && !exchange.http10() && head.version() != RequestHead.Version.HTTP_1_0;
        endsConnection = !chunked;
        var framing = chunked ? HeadWriter.Framing.CHUNKED : HeadWriter.Framing.UNTIL_CLOSE;
        return new Heading.Replace(
                HeadWriter.response(from.alloc(), head, plan.head(), framing),
                new BodyOut(body.open(), to(), chunked, exchange.recorder()::responseBody));
    }

    @Override
    void passedData(ByteBuf in, int from, int length) {
        var recorder = Objects.requireNonNull(present).recorder();
        if (recorder != Recorder.NONE) {
            Views.show(in, from, length, recorder::responseBody);
        }
    }

    @Override
    void message(Headers trailers) {
        if (interim) {
            interim = false;
            return;
        }
        present = null;
        session.responded(trailers, endsConnection);
    }

    @Override
    void rest(ByteBuf bytes) {
        if (tunnel != null) {
            session.tunnel(Objects.requireNonNull(present), tunnel, bytes);
        } else {
            bytes.release();
        }
    }

    @Override
    void bad(String why) {
        stop();
        closeEdit();
        session.refuseResponse(why);
    }

    @Override
    void editFailed(String why) {
        closeEdit();
        session.failed(present, why);
    }

    @Override
    void inputOver(boolean cut) {
        var exchange = present;
        if (framer.endsWithConnection() && !cut) {
            finishEdit();
            if (stopped()) {
                return;
            }
            present = null;
            session.responded(Headers.EMPTY, false);
        } else if (exchange != null) {
            exchange.fail(
                    cut
                            ? "the server was cut off in the middle of the response"
                            : "the server ended in the middle of the response");
        }
        closeEdit();
        var incomplete = framer.takeIncomplete();
        if (incomplete != null) {
            to().write(incomplete);
        }
        session.upstreamOver(cut);
    }
}
