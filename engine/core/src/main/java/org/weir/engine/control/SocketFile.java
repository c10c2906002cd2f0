package org.weir.engine.control;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The socket's file: one engine at a time, the mode set before the name is there, what a dead engine left replaced. A
 * lock file beside it decides between two engines that start at the same moment.
 */
public final class SocketFile implements AutoCloseable {
    /** sockaddr_un has 108 bytes, one of them NUL (unix(7)). */
    private static final int MAX_PATH_BYTES = 107;

    /** Everybody may connect; who it is decides what they may ask. */
    private static final String MODE = "rw-rw-rw-";

    private static final String NEW = ".new";

    private final Path path;
    private final FileChannel lockFile;
    private @Nullable Object fileKey;

    private SocketFile(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Reserves the path.
     *
     * @throws IOException with a sentence for the user, for example that another engine runs
     */
    public static SocketFile reserve(Path path) throws IOException {
        if (path.toString().getBytes(StandardCharsets.UTF_8).length + NEW.length() > MAX_PATH_BYTES) {
            throw new IOException("the path of the control socket is too long: " + path);
        }
        var lockFile = lock(path);
        try {
            if (alive(path)) {
                throw new IOException("another engine already answers at " + path);
            }
            var reserved = new SocketFile(path, lockFile);
            Files.deleteIfExists(reserved.bindPath());
            return reserved;
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
    }

    /** Where to bind and listen; nobody looks for a socket there. */
    public Path bindPath() {
        return path.resolveSibling(path.getFileName() + NEW);
    }

    /** Gives the socket that listens at {@link #bindPath} its mode, and then its name. */
    public void publish() throws IOException {
        Files.setPosixFilePermissions(bindPath(), PosixFilePermissions.fromString(MODE));
        Files.move(bindPath(), path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        fileKey = key(path);
    }

    /** Removes the file, if it is still ours, and lets another engine start. */
    @Override
    public void close() throws IOException {
        try (lockFile) {
            Files.deleteIfExists(bindPath());
            if (fileKey != null && fileKey.equals(key(path))) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        var file = FileChannel.open(
                path.resolveSibling(path.getFileName() + ".lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                // Who can read it can lock it: nobody else.
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        FileLock lock;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            file.close();
            throw new IOException("another engine already runs with the control socket " + path);
        }
        return file;
    }

    private static boolean alive(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (var probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            // Not "refused": a full queue, for example. Somebody is there.
            throw new IOException("the control socket " + path + " is in the way: " + e.getMessage(), e);
        }
    }

    private static @Nullable Object key(Path path) throws IOException {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                ? Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .fileKey()
                : null;
    }
}
