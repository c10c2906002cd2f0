package org.weir.ui.main;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A socket in the user's runtime folder: who can connect to it raises the window of whoever listens. */
final class SingleInstance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SingleInstance.class);

    /** Says only "come to the front"; there is nothing else to say, so nothing is ever parsed. */
    private static final byte RAISE = '!';

    private final Path socket;
    private final ServerSocketChannel server;

    private SingleInstance(Path socket, ServerSocketChannel server) {
        this.socket = socket;
        this.server = server;
    }

    /** Raises the window that is there. False when there is none. */
    static boolean raise(Path socket) throws IOException {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap(new byte[] {RAISE}));
            // Closed by the other side when it has read: only then is it certain that somebody lives there.
            return channel.read(ByteBuffer.allocate(1)) != 0;
        }
    }

    /** Listens; whatever lies there without anybody behind it is removed. */
    static SingleInstance listen(Path socket, Runnable raise) throws IOException {
        Files.createDirectories(
                socket.getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.deleteIfExists(socket);
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        var made = new SingleInstance(socket, server);
        Thread.ofVirtual().name("weir-ui-raise").start(() -> made.accept(raise));
        return made;
    }

    private void accept(Runnable raise) {
        try {
            while (server.isOpen()) {
                try (var client = server.accept()) {
                    var read = ByteBuffer.allocate(1);
                    if (client.read(read) == 1 && read.get(0) == RAISE) {
                        raise.run();
                    }
                }
            }
        } catch (IOException e) {
            if (server.isOpen()) {
                LOG.warn("a second start will not find this window: {}", e.toString());
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            LOG.debug("closing", e);
        }
    }
}
