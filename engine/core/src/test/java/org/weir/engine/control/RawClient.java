package org.weir.engine.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.weir.api.rpc.RpcCodec;
import org.weir.api.rpc.RpcException;
import org.weir.api.rpc.RpcMessage;

/** Writes any bytes, reads lines. Blocking. */
final class RawClient implements AutoCloseable {
    static final String HELLO = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"hello\",\"params\":{\"protocol\":1}}";

    private final SocketChannel channel;

    RawClient(Path socket) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
    }

    RawClient write(byte[] bytes) throws IOException {
        var left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            channel.write(left);
        }
        return this;
    }

    RawClient line(String line) throws IOException {
        return write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    RawClient end() throws IOException {
        channel.shutdownOutput();
        return this;
    }

    /** The next line, or null at the end of the stream; a reset counts as the end. */
    @Nullable
    String read() throws IOException {
        var line = new ByteArrayOutputStream();
        var one = ByteBuffer.allocate(1);
        while (true) {
            one.clear();
            try {
                if (channel.read(one) < 0) {
                    return null;
                }
            } catch (IOException e) {
                return null;
            }
            if (one.get(0) == '\n') {
                return line.toString(StandardCharsets.UTF_8);
            }
            line.write(one.get(0));
        }
    }

    /** The error code of the next line. */
    int errorCode() throws IOException, RpcException {
        var line = read();
        if (line == null) {
            throw new AssertionError("the server closed without a word");
        }
        return RpcCodec.decode(line.getBytes(StandardCharsets.UTF_8)) instanceof RpcMessage.Failure failure
                ? failure.error().code()
                : 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
