package org.weir.engine.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes captured bodies on a thread of its own. Event loops hand over copies and are never waited for: when the disk cannot
 * follow, the body is cut where it is.
 */
final class BodyWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BodyWriter.class);

    /** Bodies that wait for the disk. A disk that writes 100 MB/s needs 80 ms for it. */
    static final long USUAL_INBOX = 8L * 1024 * 1024;

    /** Descriptors are for flows; a file that is closed too early is opened again. */
    private static final int MAX_OPEN = 16;

    /** How long bytes lie in memory before they are written when little comes. */
    private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

    /** Free space is asked for once in so many written bytes. */
    private static final long SPACE_CHECK_BYTES = 4L * 1024 * 1024;

    /** How long nothing is taken after the disk refused. */
    private static final long RETRY_NANOS = Duration.ofSeconds(10).toNanos();

    private static final int BATCH = 256;

    /** What became of bytes that were offered. */
    enum Outcome {
        TAKEN,
        BUSY,
        FULL,
        FAILED
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Piece(BodyKey key, byte @Nullable [] bytes) {}

    private final BodyFiles files;
    private final LongSupplier limit;
    private final long reserve;
    private final Inbox<Piece> inbox;
    private final AtomicLong cut = new AtomicLong();
    private final Thread thread;
    /** Access order: the eldest was not written to for the longest time. Only the thread's. */
    private final LinkedHashMap<BodyKey, FileChannel> open = new LinkedHashMap<>(32, 0.75f, true);
    /** Bodies of which a piece could not be written: what follows it must not be appended. Only the thread's. */
    private final Map<BodyKey, Boolean> broken = new HashMap<>();

    private volatile boolean closing;
    private volatile boolean full;
    private volatile boolean busy;
    private volatile @Nullable String problem;
    private volatile long pausedUntil;
    private long sinceSpaceCheck = SPACE_CHECK_BYTES;

    /**
     * @param limit the most that all bodies may have
     * @param reserve bytes of the disk that are left to others
     */
    BodyWriter(BodyFiles files, LongSupplier limit, long reserve, long inboxBytes) {
        this.files = files;
        this.limit = limit;
        this.reserve = reserve;
        this.inbox = new Inbox<>(inboxBytes);
        this.thread = Thread.ofPlatform().daemon().name("weir-bodies").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Any event loop; never waits. The array belongs to the writer afterwards. */
    Outcome append(BodyKey key, byte[] bytes) {
        var outcome = Outcome.BUSY;
        if (full) {
            outcome = Outcome.FULL;
        } else if (problem != null && System.nanoTime() - pausedUntil < 0) {
            outcome = Outcome.FAILED;
        } else if (inbox.offer(new Piece(key, bytes), bytes.length)) {
            return Outcome.TAKEN;
        }
        cut.incrementAndGet();
        return outcome;
    }

    /** Any event loop; never waits. */
    void end(BodyKey key) {
        // Without room the file stays open until others push it out.
        inbox.offer(new Piece(key, null), 0);
    }

    /** How many bodies were cut because they could not be written. */
    long cutBodies() {
        return cut.get();
    }

    /** Why nothing can be written now, or null. */
    @Nullable
    String problem() {
        return full ? "no room for captured bodies: the disk or their limit is full" : problem;
    }

    boolean full() {
        return full;
    }

    /** Whether everything that was handed over is written. */
    boolean idle() {
        return inbox.isEmpty() && !busy;
    }

    @Override
    public void close() {
        closing = true;
        inbox.wake();
        try {
            thread.join(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        var batch = new ArrayList<Piece>();
        while (!closing || !inbox.isEmpty()) {
            busy = true;
            inbox.drainTo(batch, BATCH);
            for (var piece : batch) {
                take(piece);
            }
            checkSpace(batch.isEmpty());
            busy = false;
            if (batch.isEmpty() && !closing) {
                inbox.await(PAUSE_NANOS);
            }
            batch.clear();
        }
        open.values().forEach(BodyWriter::closeQuietly);
        open.clear();
    }

    private void take(Piece piece) {
        if (piece.bytes() == null) {
            broken.remove(piece.key());
            var channel = open.remove(piece.key());
            if (channel != null) {
                closeQuietly(channel);
            }
            return;
        }
        if (broken.containsKey(piece.key())) {
            return;
        }
        try {
            write(piece.key(), piece.bytes());
            problem = null;
        } catch (IOException | RuntimeException e) {
            if (broken.size() < 10_000) {
                broken.put(piece.key(), true);
            }
            var channel = open.remove(piece.key());
            if (channel != null) {
                closeQuietly(channel);
            }
            if (problem == null) {
                LOG.warn("a captured body cannot be written: {}", e.toString());
            }
            pausedUntil = System.nanoTime() + RETRY_NANOS;
            problem = "captured bodies cannot be written: " + e.getMessage();
        }
    }

    private void write(BodyKey key, byte[] bytes) throws IOException {
        var channel = open.get(key);
        if (channel == null) {
            if (open.size() >= MAX_OPEN) {
                var eldest = open.pollFirstEntry();
                closeQuietly(eldest.getValue());
            }
            channel = files.append(key);
            open.put(key, channel);
        }
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            files.grown(channel.write(buffer));
        }
        sinceSpaceCheck += bytes.length;
    }

    private void checkSpace(boolean idle) {
        if (sinceSpaceCheck < SPACE_CHECK_BYTES && !(idle && full)) {
            return;
        }
        sinceSpaceCheck = 0;
        full = files.total() > limit.getAsLong() + limit.getAsLong() / 4 || usable(files.root()) < reserve;
    }

    private static long usable(Path folder) {
        var existing = folder;
        while (existing != null && !Files.isDirectory(existing)) {
            existing = existing.getParent();
        }
        try {
            return existing == null ? 0 : Files.getFileStore(existing).getUsableSpace();
        } catch (IOException e) {
            return 0;
        }
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing a body: {}", e.toString());
        }
    }
}
