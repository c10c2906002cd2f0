package org.weir.testkit.sim;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** One flow of a simulated interceptor: a blocking connection to flows.sock. */
public final class SimFlow implements AutoCloseable {
    private final SocketChannel channel;

    private SimFlow(SocketChannel channel) {
        this.channel = channel;
    }

    public static SimFlow connect(Path socket) throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        return new SimFlow(channel);
    }

    /** Writes all; {@code IOException} when the engine closed. */
    public SimFlow send(byte[] bytes) throws IOException {
        var left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            channel.write(left);
        }
        return this;
    }

    /** The four-byte answer, or -1 when the connection ends without one. */
    public int answer() throws IOException {
        var bytes = read(4);
        return bytes.length < 4 ? -1 : ByteBuffer.wrap(bytes).getInt();
    }

    /** As many bytes, or fewer at the end of stream. */
    public byte[] read(int count) throws IOException {
        var buffer = ByteBuffer.allocate(count);
        var got = 0;
        while (buffer.hasRemaining() && got >= 0) {
            got = channel.read(buffer);
        }
        return java.util.Arrays.copyOf(buffer.array(), buffer.position());
    }

    public SimFlow end() throws IOException {
        channel.shutdownOutput();
        return this;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
