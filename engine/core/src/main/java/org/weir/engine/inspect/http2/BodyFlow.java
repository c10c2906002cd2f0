package org.weir.engine.inspect.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy;

/**
 * The body of one direction of an exchange: from one side's DATA frames, through an editor where a rule wants one, into the
 * other side's flow-controlled queue. What its sender may send is given back only when the other side's socket took it.
 */
final class BodyFlow {
    private final Exchange exchange;
    private final Source from;
    private final int streamId;
    private final boolean upload;
    private @Nullable Sink to;
    private HttpPolicy.@Nullable BodyEditor editor;
    private int held;
    private boolean ended;
    private boolean discarding;
    private boolean closeDeferred;

    BodyFlow(Exchange exchange, Source from, int streamId, boolean upload) {
        this.exchange = exchange;
        this.from = from;
        this.streamId = streamId;
        this.upload = upload;
    }

    /** Whether the sender said that there is no more. */
    boolean ended() {
        return ended;
    }

    /** Bytes on their way to the other side. */
    int held() {
        return held;
    }

    /**
     * The head went to this side; the body follows it.
     *
     * @param end whether there is none
     */
    void open(Sink destination, boolean end, HttpPolicy.@Nullable BodyEdit edit) {
        to = destination;
        ended = end;
        if (edit != null && !end) {
            editor = edit.open();
        }
    }

    /** Nobody wants the rest: it is read and dropped. */
    void discard() {
        discarding = true;
        closeEditor();
    }

    /** There is no body, and none of it is to be passed on. */
    void endedUnread() {
        ended = true;
    }

    /** Takes one frame. Returns how many of its bytes (with padding) its sender may send anew at once. */
    int data(ByteBuf data, int padding, boolean end) throws Http2Exception {
        var bytes = data.readableBytes();
        if (ended) {
            throw Http2Exception.streamError(streamId, Http2Error.STREAM_CLOSED, "DATA after the end of stream");
        }
        var destination = to;
        if (destination == null && !discarding) {
            throw Http2Exception.streamError(streamId, Http2Error.PROTOCOL_ERROR, "DATA before the head");
        }
        ended = end;
        if (discarding || destination == null) {
            ended(Headers.EMPTY, end);
            return bytes + padding;
        }
        if (editor == null) {
            exchange.account().show(upload, data);
            send(destination, data.retain(), bytes, end);
        } else {
            edited(destination, editor, data, end);
        }
        ended(Headers.EMPTY, end);
        return padding;
    }

    /** The end of stream came with fields instead of DATA. */
    void trailers(Http2Headers fields) {
        ended = true;
        var destination = to;
        if (!discarding && destination != null) {
            if (editor != null) {
                var rest = edit(editor, null, true);
                if (rest == null) {
                    return;
                }
                for (var bytes : rest) {
                    exchange.account().show(upload, bytes);
                    send(destination, bytes, 0, false);
                }
                closeEditor();
            }
            destination.trailers(streamId, fields);
        }
        ended(exchange.watched() ? Heads.regular(fields) : Headers.EMPTY, true);
    }

    /** Whether its sender's side of the stream may be closed now; else that is made up for when nothing is held. */
    boolean mayClose() {
        closeDeferred = held > 0;
        return !closeDeferred;
    }

    private void edited(Sink destination, HttpPolicy.BodyEditor through, ByteBuf data, boolean end) {
        var bytes = data.readableBytes();
        var made = edit(through, data.nioBuffer(), end);
        if (made == null) {
            bytesTaken(bytes, true);
            return;
        }
        if (made.isEmpty() && end) {
            made = List.of(Unpooled.EMPTY_BUFFER);
        }
        if (made.isEmpty()) {
            bytesTaken(bytes, true);
        }
        for (var i = 0; i < made.size(); i++) {
            var last = i == made.size() - 1;
            exchange.account().show(upload, made.get(i));
            send(destination, made.get(i), last ? bytes : 0, end && last);
        }
        if (end) {
            closeEditor();
        }
    }

    /** Null when the body cannot be edited: the exchange is over then. The editor's buffers are copied, they may be ours. */
    private @Nullable List<ByteBuf> edit(HttpPolicy.BodyEditor through, @Nullable ByteBuffer bytes, boolean end) {
        var made = new ArrayList<ByteBuf>();
        try {
            if (bytes != null && bytes.hasRemaining()) {
                copy(through.feed(bytes), made);
            }
            if (end) {
                copy(through.finish(), made);
            }
            return made;
        } catch (HttpPolicy.BodyEditException e) {
            made.forEach(ByteBuf::release);
            exchange.fail("the body could not be edited: " + e.getMessage());
            return null;
        }
    }

    private void copy(List<ByteBuffer> buffers, List<ByteBuf> into) {
        for (var buffer : buffers) {
            if (buffer.hasRemaining()) {
                into.add(exchange.alloc().buffer(buffer.remaining()).writeBytes(buffer.duplicate()));
            }
        }
    }

    private void send(Sink destination, ByteBuf bytes, int credit, boolean end) {
        held += credit;
        from.hold(credit);
        destination.data(streamId, bytes, end, credit > 0 ? new Taken(credit) : null);
    }

    private final class Taken implements ChannelFutureListener {
        private final int bytes;

        Taken(int bytes) {
            this.bytes = bytes;
        }

        @Override
        public void operationComplete(ChannelFuture written) {
            bytesTaken(bytes, false);
        }
    }

    private void bytesTaken(int bytes, boolean neverHeld) {
        if (neverHeld) {
            from.hold(bytes);
        } else {
            held -= bytes;
        }
        from.taken(bytes);
        if (held > 0) {
            return;
        }
        if (closeDeferred) {
            closeDeferred = false;
            from.close();
        }
        exchange.drained();
    }

    private void ended(Headers trailers, boolean end) {
        if (end) {
            exchange.ended(upload, trailers);
        }
    }

    private void closeEditor() {
        if (editor != null) {
            editor.close();
            editor = null;
        }
    }
}
