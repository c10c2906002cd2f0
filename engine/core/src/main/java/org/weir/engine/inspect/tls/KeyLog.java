package org.weir.engine.inspect.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file with the secrets of TLS connections, in the format of NSS (SSLKEYLOGFILE), with which other programs decrypt what
 * they recorded. Whoever reads it reads everything, so that it is for its owner's eyes only (0600). Lines may come from any
 * thread, which never waits for the disk.
 */
public final class KeyLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyLog.class);

    private static final String OWNER_ONLY = "rw-------";

    /** Lines that wait for the disk; a connection makes ten of 200 bytes. What is too much is not written. */
    private static final int MAX_WAITING = 20_000;

    /** Half a million connections. Nobody looks for one in more, and the disk is not ours alone. */
    static final long MAX_BYTES = 1L << 30;

    private static final int WRITE_BYTES = 64 * 1024;
    private static final long LOOK_MILLIS = 200;

    private final Path file;
    private final FileChannel channel;
    private final long maxBytes;
    private final BlockingQueue<byte[]> lines = new LinkedBlockingQueue<>(MAX_WAITING);
    private final AtomicLong lost = new AtomicLong();
    private final Thread writer;
    private volatile boolean over;
    private volatile @Nullable String problem;

    private KeyLog(Path file, FileChannel channel, long maxBytes) {
        this.file = file;
        this.channel = channel;
        this.maxBytes = maxBytes;
        this.writer = new Thread(this::write, "weir-keylog");
        writer.setDaemon(true);
    }

    /**
     * Writes behind what is there.
     *
     * @throws IOException it cannot be written, or is no plain file
     */
    public static KeyLog open(Path file) throws IOException {
        return open(file, MAX_BYTES);
    }

    static KeyLog open(Path file, long maxBytes) throws IOException {
        var owner = PosixFilePermissions.fromString(OWNER_ONLY);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is no plain file");
        }
        var channel = FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.APPEND,
                        LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(owner));
        try {
            // One that was there may have had other rights; no secret is in it before it has these.
            Files.setPosixFilePermissions(file, owner);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        var log = new KeyLog(file, channel, maxBytes);
        log.writer.start();
        return log;
    }

    public Path file() {
        return file;
    }

    /** Takes one line, without its end. Any thread; never waits. */
    public void line(byte[] line) {
        if (over || problem != null || !lines.offer(line)) {
            lost.incrementAndGet();
        }
    }

    /** Lines that were not written. */
    public long lost() {
        return lost.get();
    }

    /** Why nothing more is written, or null. */
    public @Nullable String problem() {
        return problem;
    }

    /** Writes what waits. Blocks for a moment. */
    @Override
    public void close() {
        // Not by an interrupt, which would close the file under a write.
        over = true;
        try {
            writer.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        var buffer = ByteBuffer.allocate(WRITE_BYTES);
        try (channel) {
            while (!over) {
                try {
                    var line = lines.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                    if (line != null) {
                        put(buffer, line);
                    }
                } catch (InterruptedException e) {
                    // Nobody does that.
                    over = true;
                }
            }
            put(buffer, null);
        } catch (IOException | RuntimeException e) {
            problem = String.valueOf(e.getMessage());
            LOG.warn("the key log is not written any more: {}", problem);
        }
    }

    /** This line and all that wait. */
    private void put(ByteBuffer buffer, byte @Nullable [] first) throws IOException {
        for (var line = first == null ? lines.poll() : first; line != null; line = lines.poll()) {
            if (line.length + 1 > buffer.remaining()) {
                flush(buffer);
            }
            buffer.put(line, 0, Math.min(line.length, WRITE_BYTES - 1)).put((byte) '\n');
        }
        flush(buffer);
    }

    private void flush(ByteBuffer buffer) throws IOException {
        buffer.flip();
        if (channel.size() + buffer.remaining() > maxBytes) {
            throw new IOException("it has reached " + maxBytes + " bytes");
        }
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }
}
