package org.weir.engine.inspect.http1;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.Headers;
import org.weir.engine.http.HttpPolicy.BodyEditException;
import org.weir.engine.inspect.raw.Line;

/**
 * One direction of a connection: walks from message to message and forwards. Bytes that need no change are forwarded as they
 * came, in one piece for each read.
 */
abstract class MessageSide extends Intake {
    /** So many slices are edited before others have their turn. */
    private static final int EDIT_TURN_BYTES = 4 * Http1Limits.EDIT_SLICE_BYTES;

    protected final Framer framer;
    private Line to;

    /** The read under way; its bytes before {@link #sent} are forwarded or dropped. */
    private @Nullable ByteBuf in;

    private int sent;
    private boolean inHead;

    /** Of the message under way. */
    private @Nullable BodyOut edit;

    private boolean dropped;
    private int edited;

    MessageSide(byte[] scratch, Line from, Line to) {
        super(from);
        this.framer = new Framer(scratch);
        this.to = to;
    }

    /** What becomes of a head. */
    sealed interface Heading {
        Heading PASS = new Pass();
        Heading DROP = new Drop();
        Heading LATER = new Later();

        /** The head and its body go on as they are. */
        record Pass() implements Heading {}

        /** The head goes on later, by {@link #goWith}; this side waits until then. */
        record Later() implements Heading {}

        /** Neither the head nor its body goes on. */
        record Drop() implements Heading {}

        /** Another head goes on; the body too, edited if {@code edit} is there. */
        record Replace(ByteBuf head, @Nullable BodyOut edit) implements Heading {}
    }

    /** A head is complete: parses it and sets the body's extent. */
    abstract Heading head() throws BadMessageException;

    /** Content that passes as it came. */
    abstract void passedData(ByteBuf in, int from, int length);

    /** Content came that is forwarded to nobody. */
    void droppedData(int bytes) {}

    /** A message is over. */
    abstract void message(Headers trailers);

    /** The message under way, or the one that should begin, is ambiguous; nothing of it goes on from here. */
    abstract void bad(String why);

    abstract void editFailed(String why);

    /** Whether a message may begin now; else {@link #surprise} gets the bytes. */
    boolean expected() {
        return true;
    }

    void surprise(ByteBuf bytes) {
        bytes.release();
    }

    /** Gets what follows, possibly nothing, when this side {@link #stop}ped in the middle of a read. */
    void rest(ByteBuf bytes) {
        bytes.release();
    }

    final Line to() {
        return to;
    }

    /** What comes next goes there. */
    final void to(Line other) {
        passNow();
        to = other;
    }

    /** Goes on with the head that was put off. */
    final void goWith(ByteBuf head, @Nullable BodyOut editing, int why) {
        begin(head, editing);
        go(why);
    }

    /** What is kept, in one buffer, or null; ownership passes to the caller. */
    final @Nullable ByteBuf takeKept() {
        return takeKept(framer.takeIncomplete());
    }

    @Override
    void release() {
        super.release();
        framer.release();
        closeEdit();
    }

    final void closeEdit() {
        if (edit != null) {
            edit.close();
            edit = null;
        }
    }

    /** The edited body is complete, because the connection ended. */
    final void finishEdit() {
        try {
            if (edit != null) {
                edit.finish(Headers.EMPTY);
                edit = null;
            }
        } catch (BodyEditException e) {
            closeEdit();
            editFailed(e.getMessage());
        }
    }

    /** Forwards what is processed of the read under way, so that something else can be written behind it. */
    final void passNow() {
        var bytes = in;
        if (bytes != null) {
            pass(bytes, inHead ? framer.headFrom() : bytes.readerIndex());
        }
    }

    @Override
    void run(ByteBuf bytes) {
        running = true;
        in = bytes;
        sent = bytes.readerIndex();
        var message = sent;
        var usedUp = false;
        try {
            while (!waits() && !stopped() && !usedUp) {
                if (framer.idle() && bytes.isReadable() && !expected()) {
                    pass(bytes, bytes.readerIndex());
                    surprise(bytes.readRetainedSlice(bytes.readableBytes()));
                    sent = bytes.readerIndex();
                    continue;
                }
                switch (framer.next(bytes)) {
                    case MORE -> usedUp = true;
                    case HEAD -> {
                        message = framer.headFrom();
                        onHead(bytes);
                    }
                    case DATA -> onData(bytes);
                    case END -> {
                        onEnd(bytes);
                        message = bytes.readerIndex();
                    }
                }
            }
        } catch (BadMessageException e) {
            pass(bytes, message);
            drop(bytes);
            framer.release();
            running = false;
            bad(e.getMessage());
            return;
        } catch (BodyEditException e) {
            drop(bytes);
            running = false;
            editFailed(e.getMessage());
            return;
        }
        running = false;
        leaveRead(bytes, usedUp);
    }

    private void leaveRead(ByteBuf bytes, boolean usedUp) {
        if (usedUp) {
            var passing = edit == null && !dropped;
            var until = framer.inHead() ? framer.headFrom() : bytes.writerIndex();
            passLast(bytes, passing || framer.inHead() ? until : sent);
            if (!waits()) {
                from.hold(false);
            }
            return;
        }
        if (edit == null && !dropped) {
            pass(bytes, bytes.readerIndex());
        }
        in = null;
        if (stopped()) {
            rest(bytes);
        } else if (waits()) {
            // Even when it is used up: the end of a message without a body is still to be found.
            keepFirst(bytes);
        } else {
            run(bytes);
        }
    }

    private void onHead(ByteBuf bytes) throws BadMessageException {
        inHead = true;
        Heading heading;
        try {
            heading = head();
        } finally {
            inHead = false;
        }
        var held = framer.heldHead();
        if (heading instanceof Heading.Pass) {
            if (held != null) {
                to.write(held);
            }
            return;
        }
        pass(bytes, framer.headFrom());
        sent = bytes.readerIndex();
        if (held != null) {
            held.release();
        }
        switch (heading) {
            case Heading.Drop() -> dropped = true;
            case Heading.Replace(var other, var editing) -> begin(other, editing);
            case Heading.Pass(), Heading.Later() -> {}
        }
    }

    private void onData(ByteBuf bytes) throws BodyEditException {
        var from = framer.dataFrom();
        var length = bytes.readerIndex() - from;
        if (dropped) {
            sent = bytes.readerIndex();
            droppedData(length);
        } else if (edit == null) {
            passedData(bytes, from, length);
        } else {
            sent = bytes.readerIndex();
            for (var view : bytes.nioBuffers(from, length)) {
                edit.feed(view.asReadOnlyBuffer());
            }
            giveWay(length);
        }
    }

    private void begin(ByteBuf head, @Nullable BodyOut editing) {
        to.write(head);
        edit = editing;
        framer.dataLimit(editing == null ? Integer.MAX_VALUE : Http1Limits.EDIT_SLICE_BYTES);
    }

    private void giveWay(int bytes) {
        edited += bytes;
        if (!to.writable()) {
            to.flush();
        }
        if (!to.writable()) {
            await(EDITED_OUTPUT);
        } else if (edited >= EDIT_TURN_BYTES) {
            await(TURN);
            from.soon(() -> go(TURN));
        } else {
            return;
        }
        edited = 0;
    }

    private void onEnd(ByteBuf bytes) throws BodyEditException {
        if (edit != null) {
            sent = bytes.readerIndex();
            edit.finish(framer.trailers());
            edit = null;
            framer.dataLimit(Integer.MAX_VALUE);
        } else if (dropped) {
            sent = bytes.readerIndex();
            dropped = false;
        }
        message(framer.trailers());
    }

    private void pass(ByteBuf bytes, int until) {
        if (until > sent) {
            to.write(bytes.retainedSlice(sent, until - sent));
            sent = until;
        }
    }

    /** As {@link #pass}, and the buffer is given up: the common read, of which everything goes, needs no slice. */
    private void passLast(ByteBuf bytes, int until) {
        in = null;
        if (until > sent && until == bytes.writerIndex()) {
            to.write(bytes.readerIndex(sent));
        } else {
            pass(bytes, until);
            bytes.release();
        }
    }

    private void drop(ByteBuf bytes) {
        in = null;
        bytes.release();
    }
}
