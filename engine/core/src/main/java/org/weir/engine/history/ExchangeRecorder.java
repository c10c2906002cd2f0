package org.weir.engine.history;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.ExchangeDetail;
import org.weir.engine.flow.Flow;
import org.weir.engine.http.ExchangeObserver;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.ResponseHead;

/**
 * Follows one exchange on its event loop. What is known is published at each step as a snapshot; the database's thread takes
 * the latest, so that an exchange that is over within one batch is written once.
 */
final class ExchangeRecorder implements ExchangeObserver.Recorder {
    /** A server may send 103 as often as it likes; nobody reads more. */
    private static final int MAX_INFORMATIONAL = 8;

    /** A chat of days must not use up the room of all bodies. */
    private static final long MESSAGES_PER_LIMIT = 16;

    private final long id;
    private final Flow flow;
    private final RequestHead request;
    private final List<HttpPolicy.Change> requestChanges;
    private final Capture capture;
    private final Consumer<ExchangeRecorder> changed;
    private final LongSupplier clock;
    private final long startedMs;
    private final long startedNanos = System.nanoTime();
    private final BodyCapture requestBody;
    private final BodyCapture responseBody;
    private final AtomicBoolean queued = new AtomicBoolean();
    private volatile ExchangeSnapshot latest;

    private Headers requestTrailers = Headers.EMPTY;
    private Headers responseTrailers = Headers.EMPTY;
    private @Nullable ResponseHead response;
    private List<HttpPolicy.Change> responseChanges = List.of();
    private List<ResponseHead> informational = List.of();
    private @Nullable BodyCapture messages;
    private long fromClient;
    private long fromServer;
    private long sendNanos = -1;
    private long responseNanos = -1;
    private long endNanos = -1;
    private @Nullable String aborted;

    /**
     * Whether and how far bodies of this exchange are kept.
     *
     * @param writer null: not
     */
    record Capture(@Nullable BodyWriter writer, int limit) {}

    /**
     * @param clock milliseconds since 1970
     * @param changed is told that there is something to write: at most once before {@link #take()}
     */
    ExchangeRecorder(
            long id,
            Flow flow,
            RequestHead request,
            List<HttpPolicy.Change> changes,
            Capture capture,
            LongSupplier clock,
            Consumer<ExchangeRecorder> changed) {
        this.id = id;
        this.flow = flow;
        this.request = request;
        this.requestChanges = List.copyOf(changes);
        this.capture = capture;
        this.clock = clock;
        this.changed = changed;
        startedMs = clock.getAsLong();
        requestBody = new BodyCapture(new BodyKey(id, BodyKey.Side.REQUEST), capture.writer(), capture.limit());
        responseBody = new BodyCapture(new BodyKey(id, BodyKey.Side.RESPONSE), capture.writer(), capture.limit());
        latest = snapshot();
    }

    /** For the database's thread: what is to be written. Whatever comes later is announced again. */
    ExchangeSnapshot take() {
        queued.set(false);
        return latest;
    }

    /** Roughly the bytes that the heads keep in memory. */
    long weight() {
        var head = response;
        return 500 + size(request.headers()) + request.path().length() + (head == null ? 0 : size(head.headers()));
    }

    void publish() {
        latest = snapshot();
        if (queued.compareAndSet(false, true)) {
            changed.accept(this);
        }
    }

    /** There was no room to announce it; the next step tries again. */
    void notQueued() {
        queued.set(false);
    }

    @Override
    public void requestBody(ByteBuffer bytes) {
        requestBody.feed(bytes);
    }

    @Override
    public void requestEnd(Headers trailers) {
        requestTrailers = trailers;
        if (sendNanos < 0) {
            sendNanos = elapsed();
        }
        requestBody.end();
    }

    @Override
    public void informational(ResponseHead head) {
        if (informational.size() < MAX_INFORMATIONAL) {
            var more = new ArrayList<>(informational);
            more.add(head);
            informational = List.copyOf(more);
        }
    }

    @Override
    public void response(ResponseHead sent, List<HttpPolicy.Change> changes) {
        response = sent;
        responseChanges = List.copyOf(changes);
        responseNanos = elapsed();
        publish();
    }

    @Override
    public void responseBody(ByteBuffer bytes) {
        responseBody.feed(bytes);
    }

    @Override
    public void webSocket(boolean client, int opcode, boolean last, ByteBuffer payload) {
        if (client) {
            fromClient++;
        } else {
            fromServer++;
        }
        var writer = capture.writer();
        if (messages == null) {
            messages = new BodyCapture(
                    new BodyKey(id, BodyKey.Side.MESSAGES), writer, capture.limit() * MESSAGES_PER_LIMIT);
        }
        if (writer == null) {
            messages.feed(payload);
        } else {
            messages.message(
                    writer,
                    MessageRecords.encode(clock.getAsLong(), client, opcode, last, payload, capture.limit()),
                    payload.remaining());
        }
    }

    @Override
    public void end(Headers trailers) {
        responseTrailers = trailers;
        finish();
    }

    @Override
    public void aborted(String why) {
        if (endNanos < 0) {
            aborted = why;
        }
        finish();
    }

    private void finish() {
        if (endNanos >= 0) {
            return;
        }
        endNanos = elapsed();
        requestBody.end();
        responseBody.end();
        if (messages != null) {
            messages.end();
        }
        publish();
    }

    private long elapsed() {
        return Math.max(0, System.nanoTime() - startedNanos);
    }

    private ExchangeSnapshot snapshot() {
        var chat = messages == null ? null : new ExchangeDetail.WebSocket(fromClient, fromServer, messages.state());
        return new ExchangeSnapshot(
                id,
                flow,
                startedMs,
                request,
                requestChanges,
                requestTrailers,
                requestBody.state(),
                response,
                responseChanges,
                responseTrailers,
                responseBody.state(),
                informational,
                chat,
                sendNanos,
                responseNanos,
                endNanos,
                aborted);
    }

    private static long size(Headers headers) {
        var sum = 0L;
        for (var field : headers.fields()) {
            sum += 64 + field.name().length() + field.value().length();
        }
        return sum;
    }
}
