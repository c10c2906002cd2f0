package org.weir.engine.inspect.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.Headers;

/**
 * Finds the messages in one direction of a connection: a pull parser over the bytes as they come. It copies nothing that is
 * complete in one read; who calls it decides what becomes of the bytes between the reader index before and after a step.
 *
 * <p>The caller sets the body's extent after each head ({@link #body}), because only it knows what a response answers.
 */
final class Framer {
    /** What a step found. */
    enum Step {
        /** All bytes are used up, the message (if any) is not over. */
        MORE,
        /** A head: {@link #head}, {@link #heldHead}. {@link #body} must follow. */
        HEAD,
        /** Part of a body's content: {@link #dataFrom} to the reader index. What lies before it is chunk framing. */
        DATA,
        /** The message is over: {@link #trailers}. */
        END
    }

    /** Reads a head's octets. */
    interface HeadReader<H> {
        H read(byte[] in, int from, int to) throws BadMessageException;
    }

    private enum State {
        HEAD,
        BODY_UNKNOWN,
        LENGTH,
        CHUNKS,
        UNTIL_CLOSE,
        OVER
    }

    private final byte[] scratch;
    private final HeadScanner scanner = new HeadScanner();
    private State state = State.HEAD;
    private byte[] headBytes = new byte[0];
    private int headLength;
    private @Nullable ByteBuf heldHead;
    private long left;
    private @Nullable ChunkReader chunks;
    private int dataFrom;
    private int dataLimit = Integer.MAX_VALUE;
    private int headFrom;
    private Headers trailers = Headers.EMPTY;

    /** @param scratch used only inside calls; may be shared by all framers of one thread */
    Framer(byte[] scratch) {
        this.scratch = scratch;
    }

    /** Goes on at the buffer's reader index and moves it behind what was found. */
    Step next(ByteBuf in) throws BadMessageException {
        return switch (state) {
            case HEAD -> nextHead(in);
            case BODY_UNKNOWN -> throw new IllegalStateException("the body's extent was not set");
            case LENGTH -> nextOfLength(in);
            case CHUNKS -> nextOfChunks(in);
            case UNTIL_CLOSE -> nextUntilClose(in);
            case OVER -> over();
        };
    }

    /** Parses the head that was found; right after {@link Step#HEAD} and before other framers of the thread run. */
    <H> H head(HeadReader<H> reader) throws BadMessageException {
        return reader.read(headBytes, 0, headLength);
    }

    /** The octets of the head that was found, as {@link #head}. */
    ByteBuf copyHead(ByteBufAllocator alloc) {
        return alloc.buffer(headLength).writeBytes(headBytes, 0, headLength);
    }

    /** The part of the head that was received in earlier reads, or null; ownership passes to the caller. */
    @Nullable
    ByteBuf heldHead() {
        var held = heldHead;
        heldHead = null;
        return held;
    }

    /** Where the present head (complete or not) starts in the buffer of the last step. */
    int headFrom() {
        return headFrom;
    }

    int dataFrom() {
        return dataFrom;
    }

    /** Content comes in pieces of at most so many bytes from now on. */
    void dataLimit(int bytes) {
        dataLimit = bytes;
    }

    Headers trailers() {
        return trailers;
    }

    /** Sets how far the body of the message reaches whose head was found. */
    void body(Extent extent) {
        trailers = Headers.EMPTY;
        switch (extent) {
            case Extent.Length(var bytes) -> {
                left = bytes;
                state = bytes == 0 ? State.OVER : State.LENGTH;
            }
            case Extent.Chunked() -> {
                chunks = new ChunkReader();
                state = State.CHUNKS;
            }
            case Extent.UntilClose() -> state = State.UNTIL_CLOSE;
        }
    }

    /** Whether no message is under way: nothing of a head was seen but empty lines. */
    boolean idle() {
        return state == State.HEAD && (scanner.idle() || scanner.blank());
    }

    /** Whether a head is awaited or under way. */
    boolean inHead() {
        return state == State.HEAD;
    }

    /** Whether the end of the connection ends the message in order. */
    boolean endsWithConnection() {
        return state == State.UNTIL_CLOSE;
    }

    /** The first bytes of an incomplete head; ownership passes to the caller. Null when there are none. */
    @Nullable
    ByteBuf takeIncomplete() {
        return scanner.takeHeld();
    }

    void release() {
        scanner.release();
        if (heldHead != null) {
            heldHead.release();
            heldHead = null;
        }
    }

    private Step nextHead(ByteBuf in) throws BadMessageException {
        headFrom = in.readerIndex();
        var end = scanner.scan(in);
        if (end < 0) {
            return Step.MORE;
        }
        heldHead = scanner.takeHeld();
        var before = heldHead == null ? 0 : heldHead.readableBytes();
        headLength = before + end - headFrom;
        headBytes = headLength <= scratch.length ? scratch : new byte[headLength];
        if (heldHead != null) {
            heldHead.getBytes(heldHead.readerIndex(), headBytes, 0, before);
        }
        in.readBytes(headBytes, before, end - headFrom);
        state = State.BODY_UNKNOWN;
        return Step.HEAD;
    }

    private Step nextOfLength(ByteBuf in) {
        if (!in.isReadable()) {
            return Step.MORE;
        }
        left -= data(in, left);
        if (left == 0) {
            state = State.OVER;
        }
        return Step.DATA;
    }

    private Step nextOfChunks(ByteBuf in) throws BadMessageException {
        var reader = Objects.requireNonNull(chunks);
        return switch (reader.next(in)) {
            case MORE -> Step.MORE;
            case DATA -> {
                if (!in.isReadable()) {
                    yield Step.MORE;
                }
                reader.consumed(data(in, reader.left()));
                yield Step.DATA;
            }
            case END -> {
                trailers = reader.trailers();
                chunks = null;
                yield over();
            }
        };
    }

    private Step nextUntilClose(ByteBuf in) {
        if (!in.isReadable()) {
            return Step.MORE;
        }
        data(in, Long.MAX_VALUE);
        return Step.DATA;
    }

    private Step over() {
        state = State.HEAD;
        return Step.END;
    }

    private int data(ByteBuf in, long most) {
        var bytes = (int) Math.min(Math.min(in.readableBytes(), dataLimit), most);
        dataFrom = in.readerIndex();
        in.skipBytes(bytes);
        return bytes;
    }
}
