package org.weir.cli;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;
import org.weir.api.rpc.RpcError;
import org.weir.api.rpc.RpcException;
import org.weir.api.rpc.RpcMessage;
import tools.jackson.databind.JsonNode;

/** An engine that answers each method as the golden files or a test say, and remembers what it was asked. */
final class ScriptedEngine implements AutoCloseable {
    private static final Path GOLDEN = Path.of("../../docs/protocol/golden/control");

    final Path socket;
    private final Path folder;
    private final ServerSocketChannel server;
    private final Map<String, JsonNode> results = new ConcurrentHashMap<>();
    private final Map<String, RpcError> errors = new ConcurrentHashMap<>();
    private final Map<String, List<JsonNode>> notifications = new ConcurrentHashMap<>();
    private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();
    private final List<RpcMessage.Request> asked = new CopyOnWriteArrayList<>();

    ScriptedEngine() throws IOException {
        this(Files.createTempDirectory(Path.of("/tmp"), "weir-cli-"));
    }

    /** A later engine at the place of an earlier one. */
    ScriptedEngine(Path folder) throws IOException {
        this.folder = folder;
        socket = folder.resolve("control.sock");
        for (var method : List.of("hello", "status", "flows.list", "flows.watch", "flows.close", "rules.list")) {
            results.put(method, golden(method + ".response.json").get("result"));
        }
        for (var method : List.of("approvals.list", "approvals.decide", "approvals.undo")) {
            results.put(method, golden(method + ".response.json").get("result"));
        }
        for (var method :
                List.of("rules.add", "rules.test", "doctor", "http.rules.list", "http.rules.add", "http.rules.test")) {
            results.put(method, golden(method + ".response.json").get("result"));
        }
        for (var method :
                List.of("exchanges.list", "exchanges.get", "exchanges.body", "exchanges.messages", "history.flows")) {
            results.put(method, golden(method + ".response.json").get("result"));
        }
        for (var method : List.of("settings.get", "settings.set")) {
            results.put(method, golden("settings.response.json").get("result"));
        }
        results.put("history.clear", golden("empty.response.json").get("result"));
        results.put("capture.set", results.get("status"));
        for (var method : List.of(
                "flows.unwatch",
                "rules.remove",
                "rules.move",
                "events.watch",
                "http.rules.remove",
                "http.rules.move")) {
            results.put(method, golden("empty.response.json").get("result"));
        }
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::accept);
    }

    static JsonNode golden(String file) throws IOException {
        return RpcCodec.json().readTree(Files.readString(GOLDEN.resolve(file))).get("message");
    }

    ScriptedEngine answer(String method, String json) {
        results.put(method, RpcCodec.json().readTree(json.replace('\'', '"')));
        return this;
    }

    ScriptedEngine refuse(String method, ErrorCode code, String message) {
        errors.put(method, RpcError.of(code, message));
        return this;
    }

    /** Sends this after it answered {@code method}. */
    ScriptedEngine thenTell(String method, JsonNode notification) {
        notifications
                .computeIfAbsent(method, name -> new CopyOnWriteArrayList<>())
                .add(notification);
        return this;
    }

    /** What was asked of {@code method} last, as JSON text with single quotes. */
    String asked(String method) {
        return asked.stream()
                .filter(request -> request.method().equals(method))
                .reduce((first, second) -> second)
                .map(request -> request.params().toString().replace('"', '\''))
                .orElse("nothing");
    }

    @Override
    public void close() throws IOException {
        stop();
        Files.deleteIfExists(folder);
    }

    /** As killed, but for the file: another can bind there. */
    Path stop() throws IOException {
        server.close();
        for (var client : clients) {
            client.close();
        }
        Files.deleteIfExists(socket);
        return folder;
    }

    private void accept() {
        try {
            while (true) {
                var client = server.accept();
                clients.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(SocketChannel client) {
        try (client;
                var lines = new java.io.BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (RpcCodec.decode(line.getBytes(StandardCharsets.UTF_8)) instanceof RpcMessage.Request request) {
                    asked.add(request);
                    send(client, answer(request));
                    for (var told : notifications.getOrDefault(request.method(), List.of())) {
                        client.write(ByteBuffer.wrap((told + "\n").getBytes(StandardCharsets.UTF_8)));
                    }
                }
            }
        } catch (IOException | RpcException e) {
            // The client left, or the test ended.
        }
    }

    private RpcMessage answer(RpcMessage.Request request) {
        var error = errors.get(request.method());
        if (error != null) {
            return new RpcMessage.Failure(OptionalLong.of(request.id()), error);
        }
        var result = results.get(request.method());
        return result == null
                ? new RpcMessage.Failure(
                        OptionalLong.of(request.id()), RpcError.of(ErrorCode.METHOD_NOT_FOUND, "not scripted"))
                : new RpcMessage.Result(request.id(), result);
    }

    private static void send(SocketChannel client, RpcMessage message) throws IOException {
        var bytes = ByteBuffer.wrap(RpcCodec.encode(message));
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }
}
