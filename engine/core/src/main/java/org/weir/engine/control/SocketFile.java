package org.weir.engine.control;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
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
 * The socket's file: one engine at a time, the mode set before anybody can connect, what a dead engine left replaced.
 * A lock file beside it decides between two engines that start at the same moment.
 */
final class SocketFile implements AutoCloseable {
    /** sockaddr_un has 108 bytes, one of them NUL (unix(7)). */
    private static final int MAX_PATH_BYTES = 107;

    /** Everybody may connect; who it is decides what they may ask. */
    private static final String MODE = "rw-rw-rw-";

    private static final String NEW = ".new";

    /** The kernel's queue of clients that connected while we were busy. */
    private static final int BACKLOG = 64;

    private final Path path;
    private final FileChannel lockFile;
    private final Socket socket;
    private final @Nullable Object fileKey;

    private SocketFile(Path path, FileChannel lockFile, Socket socket, @Nullable Object fileKey) {
        this.path = path;
        this.lockFile = lockFile;
        this.socket = socket;
        this.fileKey = fileKey;
    }

    /** @throws IOException with a sentence for the user, for example that another engine runs */
    static SocketFile listen(Path path) throws IOException {
        if (path.toString().getBytes(StandardCharsets.UTF_8).length + NEW.length() > MAX_PATH_BYTES) {
            throw new IOException("the path of the control socket is too long: " + path);
        }
        var lockFile = lock(path);
        Socket socket = null;
        try {
            if (alive(path)) {
                throw new IOException("another engine already answers at " + path);
            }
            var made = path.resolveSibling(path.getFileName() + NEW);
            Files.deleteIfExists(made);
            socket = Socket.newSocketDomain();
            socket.bind(new DomainSocketAddress(made.toFile()));
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(MODE));
            socket.listen(BACKLOG);
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return new SocketFile(path, lockFile, socket, key(path));
        } catch (IOException | RuntimeException e) {
            if (socket != null) {
                socket.close();
            }
            lockFile.close();
            throw e;
        }
    }

    /** The listening descriptor; who takes it closes it. */
    int descriptor() {
        return socket.intValue();
    }

    /** Removes the file, if it is still ours, and lets another engine start. */
    @Override
    public void close() throws IOException {
        try (lockFile) {
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
