package org.weir.engine.relay.splice;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.weir.engine.platform.LinuxSockets;

/**
 * One direction of a flow: reads from one descriptor, writes to the other, keeps what the receiver does not take. Copies
 * small messages through the loop's shared buffer; once bytes come in bulk, moves them through a pipe instead. Holds at
 * most one spill buffer or one pipe, and neither while nothing is under way. Used on one event loop only.
 */
final class Direction {
    /** Reads that filled the buffer, one after the other, before a pipe is worth its extra calls. */
    private static final int FULL_READS_BEFORE_SPLICE = 3;

    /** A turn that moved less than this goes back to copying: the bulk is over. */
    private static final int BULK_BYTES = 16 * 1024;

    /** Bytes moved before other flows of the loop have their turn. */
    private static final int TURN_BYTES = 1024 * 1024;

    enum Outcome {
        /** The source has nothing more for now. */
        WAIT_FOR_SOURCE,
        /** The target's send buffer is full. */
        WAIT_FOR_TARGET,
        /** The turn is over; there may be more at once. */
        AGAIN,
        /** End of stream was read, everything before it was written, and the target's output is shut down. */
        FINISHED,
        SOURCE_FAILED,
        TARGET_FAILED
    }

    private final SpliceLoop loop;
    private final int source;
    private final int target;

    private @Nullable MemorySegment spill;
    private int spillStart;
    private int spillEnd;
    private LinuxSockets.@Nullable Pipe pipe;
    private int piped;
    private int fullReads;
    private boolean bulk;
    private boolean endRead;
    private boolean finished;
    private long moved;

    Direction(SpliceLoop loop, int source, int target) {
        this.loop = loop;
        this.source = source;
        this.target = target;
    }

    /** Bytes written to the target since the last call. */
    long takeMoved() {
        long value = moved;
        moved = 0;
        return value;
    }

    boolean finished() {
        return finished;
    }

    /** Whether bytes were read that the target did not take yet. */
    boolean pending() {
        return spill != null || piped > 0;
    }

    /** Moves what can be moved now. */
    Outcome pump() {
        if (finished) {
            return Outcome.FINISHED;
        }
        long before = moved;
        while (true) {
            var blocked = flush();
            if (blocked != null) {
                return blocked;
            }
            if (endRead) {
                finished = true;
                // ENOTCONN when the target is gone meanwhile: its own events tell.
                loop.sockets.shutdownOutput(target);
                return Outcome.FINISHED;
            }
            if (moved - before >= TURN_BYTES) {
                return Outcome.AGAIN;
            }
            int read = bulk ? spliceIn() : copyIn();
            if (read == 0) {
                endRead = true;
            } else if (read == -LinuxSockets.EAGAIN) {
                if (bulk && moved - before < BULK_BYTES) {
                    bulk = false;
                    fullReads = 0;
                }
                return Outcome.WAIT_FOR_SOURCE;
            } else if (read == TARGET_ERROR) {
                return Outcome.TARGET_FAILED;
            } else if (read < 0 && read != -LinuxSockets.EINTR) {
                return Outcome.SOURCE_FAILED;
            } else if (read > 0 && !bulk && read < SpliceLoop.BUFFER_BYTES && spill == null) {
                // The source is empty, most likely. epoll is level-triggered: if it is not, it says so again; asking
                // now
                // would cost every small message one call for nothing.
                return Outcome.WAIT_FOR_SOURCE;
            }
        }
    }

    /** No errno is this large. */
    private static final int TARGET_ERROR = Integer.MIN_VALUE;

    private int copyIn() {
        int read = loop.sockets.receive(source, loop.buffer);
        if (read <= 0) {
            return read;
        }
        fullReads = read == SpliceLoop.BUFFER_BYTES ? fullReads + 1 : 0;
        bulk = fullReads >= FULL_READS_BEFORE_SPLICE;
        int sent = loop.sockets.send(target, loop.buffer.asSlice(0, read));
        if (sent < 0 && sent != -LinuxSockets.EAGAIN && sent != -LinuxSockets.EINTR) {
            return TARGET_ERROR;
        }
        sent = Math.max(sent, 0);
        moved += sent;
        if (sent < read) {
            spill = loop.borrowSpill();
            MemorySegment.copy(loop.buffer, sent, spill, 0, read - sent);
            spillStart = 0;
            spillEnd = read - sent;
        }
        return read;
    }

    private int spliceIn() {
        if (pipe == null) {
            pipe = loop.borrowPipe();
            if (pipe == null) {
                bulk = false;
                fullReads = 0;
                return copyIn();
            }
        }
        int read = loop.sockets.splice(source, pipe.write(), SpliceLoop.PIPE_BYTES);
        if (read > 0) {
            piped = read;
        } else {
            releasePipe();
        }
        return read;
    }

    /** Writes what is kept; null when nothing is left. */
    private @Nullable Outcome flush() {
        while (spill != null) {
            int sent = loop.sockets.send(target, spill.asSlice(spillStart, spillEnd - spillStart));
            if (sent < 0) {
                if (sent == -LinuxSockets.EINTR) {
                    continue;
                }
                return sent == -LinuxSockets.EAGAIN ? Outcome.WAIT_FOR_TARGET : Outcome.TARGET_FAILED;
            }
            moved += sent;
            spillStart += sent;
            if (spillStart == spillEnd) {
                loop.returnSpill(spill);
                spill = null;
            }
        }
        while (piped > 0 && pipe != null) {
            int sent = loop.sockets.splice(pipe.read(), target, piped);
            if (sent <= 0) {
                if (sent == -LinuxSockets.EINTR) {
                    continue;
                }
                return sent == -LinuxSockets.EAGAIN ? Outcome.WAIT_FOR_TARGET : Outcome.TARGET_FAILED;
            }
            moved += sent;
            piped -= sent;
        }
        return null;
    }

    private void releasePipe() {
        if (pipe != null) {
            loop.returnPipe(pipe);
            pipe = null;
        }
    }

    /** Gives back what is held; the direction is not used afterwards. */
    void release() {
        finished = true;
        if (spill != null) {
            loop.returnSpill(spill);
            spill = null;
        }
        if (pipe != null) {
            if (piped > 0) {
                loop.dropPipe(pipe);
            } else {
                loop.returnPipe(pipe);
            }
            pipe = null;
        }
    }
}
