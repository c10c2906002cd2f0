package org.weir.engine.relay.splice;

import io.netty.channel.IoEventLoop;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import org.weir.engine.platform.LinuxSockets;

/**
 * What all flows of one event loop share: the system calls, one read buffer, spare pipes and spare spill buffers. Used on
 * that loop's thread only.
 */
final class SpliceLoop {
    /** One read; as much as a large TSO segment brings. */
    static final int BUFFER_BYTES = 64 * 1024;

    /** Room for some large segments; below the kernel's limit for unprivileged users (1 MiB, pipe(7)). */
    static final int PIPE_BYTES = 512 * 1024;

    /** Pipes are held only while bytes are in them; more than this many flows at once copy instead. */
    private static final int MAX_PIPES = 32;

    private static final int MAX_SPARE_SPILLS = 64;

    final IoEventLoop loop;
    final LinuxSockets sockets = new LinuxSockets();
    final MemorySegment buffer = sockets.allocate(BUFFER_BYTES);

    private final ArrayDeque<LinuxSockets.Pipe> sparePipes = new ArrayDeque<>();
    private final ArrayDeque<MemorySegment> spareSpills = new ArrayDeque<>();
    private int pipes;

    SpliceLoop(IoEventLoop loop) {
        this.loop = loop;
    }

    /** An empty pipe, or null when there are enough already or the process is out of descriptors. */
    LinuxSockets.Pipe borrowPipe() {
        var spare = sparePipes.poll();
        if (spare != null) {
            return spare;
        }
        if (pipes >= MAX_PIPES) {
            return null;
        }
        var made = sockets.pipe(PIPE_BYTES);
        if (made.read() < 0) {
            return null;
        }
        pipes++;
        return made;
    }

    /** Takes back a pipe that is empty. */
    void returnPipe(LinuxSockets.Pipe pipe) {
        sparePipes.push(pipe);
    }

    /** Closes a pipe that still has bytes of a flow that ended. */
    void dropPipe(LinuxSockets.Pipe pipe) {
        pipes--;
        sockets.close(pipe.read());
        sockets.close(pipe.write());
    }

    /** Memory for {@link #BUFFER_BYTES} that a slow receiver did not take yet. */
    MemorySegment borrowSpill() {
        var spare = spareSpills.poll();
        return spare != null ? spare : java.lang.foreign.Arena.ofAuto().allocate(BUFFER_BYTES, 64);
    }

    void returnSpill(MemorySegment spill) {
        if (spareSpills.size() < MAX_SPARE_SPILLS) {
            spareSpills.push(spill);
        }
    }

    /** Frees the pipes and the memory; on the loop's thread, after its last flow. */
    void close() {
        sparePipes.forEach(this::dropPipe);
        sparePipes.clear();
        sockets.close();
    }
}
