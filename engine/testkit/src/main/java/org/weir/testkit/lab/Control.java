package org.weir.testkit.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One connection to a JSON-RPC socket of docs/protocol.md, as plain as can be: what it sends is what stands there, so that
 * a test does not depend on the product's own client. One thread at a time.
 */
public final class Control implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final SocketChannel channel;
    private final BufferedReader in;
    private final OutputStream out;
    private int id;

    private Control(SocketChannel channel) {
        this.channel = channel;
        this.in = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
        this.out = Channels.newOutputStream(channel);
    }

    /** Connects without a word; the first request must be {@code hello}. */
    public static Control connect(Path socket) throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new Control(channel);
    }

    /** Connects to an engine's control.sock and says hello. */
    public static Control open(Path socket) throws IOException {
        var control = connect(socket);
        try {
            control.ask("hello", Map.of("protocol", 1, "client", "test"));
        } catch (ControlError | UncheckedIOException e) {
            control.close();
            throw new IOException("hello was refused", e);
        }
        return control;
    }

    /**
     * Asks and waits for the answer; notifications in between are dropped.
     *
     * @throws ControlError with the peer's code and words
     * @throws UncheckedIOException when the peer closes
     */
    public JsonNode ask(String method, Map<String, ?> params) {
        try {
            var request = Map.of("jsonrpc", "2.0", "id", ++id, "method", method, "params", params);
            send(JSON.writeValueAsString(request) + "\n");
            while (true) {
                var line = in.readLine();
                if (line == null) {
                    throw new IOException("the peer closed after " + method);
                }
                var answer = JSON.readTree(line);
                var error = answer.get("error");
                if (error != null) {
                    throw new ControlError(
                            error.get("code").asInt(), error.get("message").asString());
                }
                if (answer.has("id") && answer.get("id").asInt() == id) {
                    return answer.get("result");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends bytes as they are. */
    public void send(String raw) throws IOException {
        out.write(raw.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    public JsonNode status() {
        return ask("status", Map.of());
    }

    /** The newest flows, newest first, as many as the protocol gives. */
    public List<JsonNode> flows() {
        return ask("flows.list", Map.of("limit", 20_000))
                .get("flows")
                .valueStream()
                .toList();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** An error answer. */
    public static final class ControlError extends RuntimeException {
        private final int code;

        ControlError(int code, String message) {
            super(code + " " + message);
            this.code = code;
        }

        public int code() {
            return code;
        }
    }
}
