package org.weir.engine.platform;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The few calls of Linux that the zero-copy relay needs, on plain descriptors. None of them blocks (descriptors are
 * non-blocking). Each answers what the call answers, or a negative errno. Not safe for use by several threads: one
 * instance an event loop.
 *
 * <p>The JDK's own foreign functions, not JNA: a call costs some nanoseconds instead of two microseconds, and the relay
 * makes several a message.
 */
@SuppressWarnings("restricted")
public final class LinuxSockets implements AutoCloseable {
    // asm-generic/errno.h; the same on x86_64 and aarch64
    public static final int EAGAIN = 11;
    public static final int EINTR = 4;

    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int F_SETPIPE_SZ = 1031;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int SPLICE_F_MOVE = 1;
    private static final int SPLICE_F_NONBLOCK = 2;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int SHUT_WR = 1;
    private static final int SOL_SOCKET = 1;
    private static final int SO_LINGER = 13;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle RECV = handle(
            "recv",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT));
    private static final MethodHandle SEND = handle(
            "send",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT));
    private static final MethodHandle SPLICE = handle(
            "splice",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT));
    private static final MethodHandle PIPE2 =
            handle("pipe2", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final MethodHandle SHUTDOWN =
            handle("shutdown", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
            handle("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle FCNTL = LINKER.downcallHandle(
            LINKER.defaultLookup().find("fcntl").orElseThrow(),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
            Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle SETSOCKOPT = handle(
            "setsockopt",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT));

    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = arena.allocate(STATE);
    private final MemorySegment scratch = arena.allocate(8, 8);

    /** Both ends of a pipe; {@code read} is a negative errno when there is none to be had. */
    public record Pipe(int read, int write) {}

    /** Native memory that lives as long as this object; for {@link #receive} and {@link #send}. */
    public MemorySegment allocate(long bytes) {
        return arena.allocate(bytes, 64);
    }

    /** Bytes read into {@code target}, 0 at end of stream, or a negative errno. */
    public int receive(int descriptor, MemorySegment target) {
        try {
            return answer((long) RECV.invokeExact(state, descriptor, target, target.byteSize(), MSG_DONTWAIT));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Bytes taken from {@code source}, possibly fewer than it has, or a negative errno. */
    public int send(int descriptor, MemorySegment source) {
        try {
            return answer(
                    (long) SEND.invokeExact(state, descriptor, source, source.byteSize(), MSG_DONTWAIT | MSG_NOSIGNAL));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Bytes moved without copying (splice(2); one side is a pipe), 0 at end of stream, or a negative errno. */
    public int splice(int from, int to, int bytes) {
        try {
            return answer((long) SPLICE.invokeExact(
                    state,
                    from,
                    MemorySegment.NULL,
                    to,
                    MemorySegment.NULL,
                    (long) bytes,
                    SPLICE_F_MOVE | SPLICE_F_NONBLOCK));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** A non-blocking pipe of about {@code bytes}; the kernel's own size where it allows no more. */
    public Pipe pipe(int bytes) {
        try {
            int result = answer((int) PIPE2.invokeExact(state, scratch, O_NONBLOCK | O_CLOEXEC));
            if (result < 0) {
                return new Pipe(result, -1);
            }
            var pipe = new Pipe(scratch.get(ValueLayout.JAVA_INT, 0), scratch.get(ValueLayout.JAVA_INT, 4));
            // Refused once the user holds too many pages in pipes (pipe(7)); a smaller pipe only costs more calls.
            int _ = (int) FCNTL.invokeExact(state, pipe.read(), F_SETPIPE_SZ, bytes);
            return pipe;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Another descriptor for the same socket, close-on-exec, or a negative errno. */
    public int duplicate(int descriptor) {
        try {
            return answer((int) FCNTL.invokeExact(state, descriptor, F_DUPFD_CLOEXEC, 3));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Sends FIN after what is queued; 0 or a negative errno. */
    public int shutdownOutput(int descriptor) {
        try {
            return answer((int) SHUTDOWN.invokeExact(state, descriptor, SHUT_WR));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    public void close(int descriptor) {
        try {
            int _ = (int) CLOSE.invokeExact(state, descriptor);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Closes with RST instead of FIN (SO_LINGER with time 0, socket(7)). */
    public void reset(int descriptor) {
        scratch.set(ValueLayout.JAVA_INT, 0, 1);
        scratch.set(ValueLayout.JAVA_INT, 4, 0);
        try {
            int _ = (int) SETSOCKOPT.invokeExact(state, descriptor, SOL_SOCKET, SO_LINGER, scratch, 8);
        } catch (Throwable e) {
            throw impossible(e);
        }
        close(descriptor);
    }

    /** Frees the memory; nothing of this object may be used afterwards. */
    @Override
    public void close() {
        arena.close();
    }

    private int answer(long result) {
        return result >= 0 ? (int) result : -(int) ERRNO.get(state, 0L);
    }

    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().find(name).orElseThrow(), descriptor, Linker.Option.captureCallState("errno"));
    }

    private static AssertionError impossible(Throwable e) {
        return new AssertionError("a foreign call cannot throw", e);
    }
}
