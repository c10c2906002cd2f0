package org.weir.testkit.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;
import org.weir.api.rpc.RpcError;
import org.weir.api.rpc.RpcException;
import org.weir.api.rpc.RpcMessage;
import tools.jackson.databind.JsonNode;

/**
 * An engine that answers each method as the golden files or a test say, and remembers what it was asked. Each client is
 * served by a thread of its own; a script may be changed at any time.
 */
public final class ScriptedEngine implements AutoCloseable {
    private static final List<String> EMPTY_ANSWERS = List.of(
            "flows.unwatch",
            "rules.remove",
            "rules.move",
            "events.watch",
            "http.rules.remove",
            "http.rules.move",
            "history.clear");

    private static final List<String> GOLDEN_ANSWERS = List.of(
            "hello",
            "status",
            "flows.list",
            "flows.watch",
            "flows.close",
            "flows.tls",
            "rules.list",
            "rules.add",
            "rules.test",
            "rules.hits",
            "presets.list",
            "approvals.list",
            "approvals.decide",
            "approvals.undo",
            "doctor",
            "http.rules.list",
            "http.rules.add",
            "http.rules.test",
            "exchanges.list",
            "exchanges.get",
            "exchanges.body",
            "exchanges.messages",
            "history.flows",
            "ca.status",
            "ca.certificate");

    private final Path socket;
    private final Path folder;
    private final ServerSocketChannel server;
    private final Map<String, Function<JsonNode, JsonNode>> results = new ConcurrentHashMap<>();
    private final Map<String, RpcError> errors = new ConcurrentHashMap<>();
    private final Map<String, byte[]> nonsense = new ConcurrentHashMap<>();
    private final Map<String, Duration> delays = new ConcurrentHashMap<>();
    private final Map<String, List<JsonNode>> notifications = new ConcurrentHashMap<>();
    private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();
    private final List<RpcMessage.Request> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger waiting = new AtomicInteger();

    public ScriptedEngine() throws IOException {
        this(Files.createTempDirectory(Path.of("/tmp"), "weir-scripted-"));
    }

    /** A later engine at the place of an earlier one. */
    public ScriptedEngine(Path folder) throws IOException {
        this.folder = folder;
        socket = folder.resolve("control.sock");
        for (var method : GOLDEN_ANSWERS) {
            answer(method, golden(method + ".response.json").get("result"));
        }
        for (var method : EMPTY_ANSWERS) {
            answer(method, golden("empty.response.json").get("result"));
        }
        for (var method : List.of("settings.get", "settings.set")) {
            answer(method, golden("settings.response.json").get("result"));
        }
        answer("capture.set", golden("status.response.json").get("result"));
        answer("rules.replace", golden("rules.add.response.json").get("result"));
        answer("http.rules.replace", golden("http.rules.add.response.json").get("result"));
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::accept);
    }

    /** Where it listens. */
    public Path socket() {
        return socket;
    }

    /** A message of {@code docs/protocol/golden/control}. */
    public static JsonNode golden(String file) throws IOException {
        return RpcCodec.json()
                .readTree(Files.readString(goldenFolder().resolve(file)))
                .get("message");
    }

    /** Modules stand at different depths below the root. */
    private static Path goldenFolder() {
        for (var above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
            var golden = above.resolve("docs/protocol/golden/control");
            if (Files.isDirectory(golden)) {
                return golden;
            }
        }
        throw new IllegalStateException("started outside of a clone: there is no docs/protocol/golden");
    }

    /** @param json with single quotes for double ones */
    public ScriptedEngine answer(String method, String json) {
        return answer(method, RpcCodec.json().readTree(json.replace('\'', '"')));
    }

    public ScriptedEngine answer(String method, JsonNode result) {
        return answer(method, params -> result);
    }

    /** Answers with what {@code result} makes of the params. */
    public ScriptedEngine answer(String method, Function<JsonNode, JsonNode> result) {
        errors.remove(method);
        nonsense.remove(method);
        results.put(method, result);
        return this;
    }

    public ScriptedEngine refuse(String method, ErrorCode code, String message) {
        errors.put(method, RpcError.of(code, message));
        return this;
    }

    /** Answers with these bytes and a newline instead of a message. */
    public ScriptedEngine answerNonsense(String method, String line) {
        nonsense.put(method, (line + "\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Lets {@code method} be answered that much later; other requests of the same client wait, too. */
    public ScriptedEngine delay(String method, Duration time) {
        delays.put(method, time);
        return this;
    }

    /** Sends this after it answered {@code method}. */
    public ScriptedEngine thenTell(String method, JsonNode notification) {
        notifications
                .computeIfAbsent(method, name -> new CopyOnWriteArrayList<>())
                .add(notification);
        return this;
    }

    /** Sends this to every client, now. */
    public void tell(JsonNode notification) {
        for (var client : clients) {
            try {
                write(client, (notification + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What was asked of {@code method} last, as JSON text with single quotes; {@code nothing} when it was not asked. */
    public String asked(String method) {
        return asked.stream()
                .filter(request -> request.method().equals(method))
                .reduce((first, second) -> second)
                .map(request -> request.params().toString().replace('"', '\''))
                .orElse("nothing");
    }

    /** How often {@code method} was asked. */
    public long times(String method) {
        return asked.stream().filter(request -> request.method().equals(method)).count();
    }

    /** Whether nobody waits for an answer. */
    public boolean isIdle() {
        return waiting.get() == 0;
    }

    /** Everything that was asked for so far, each once. */
    public List<String> methods() {
        return asked.stream()
                .map(RpcMessage.Request::method)
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public void close() throws IOException {
        stop();
        Files.deleteIfExists(folder);
    }

    /** As killed, but for the file: another can bind there. */
    public Path stop() throws IOException {
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
                var lines = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (RpcCodec.decode(line.getBytes(StandardCharsets.UTF_8)) instanceof RpcMessage.Request request) {
                    asked.add(request);
                    waiting.incrementAndGet();
                    try {
                        Thread.sleep(delays.getOrDefault(request.method(), Duration.ZERO));
                        write(client, line(request));
                        for (var told : notifications.getOrDefault(request.method(), List.of())) {
                            write(client, (told + "\n").getBytes(StandardCharsets.UTF_8));
                        }
                    } finally {
                        waiting.decrementAndGet();
                    }
                }
            }
        } catch (IOException | RpcException e) {
            // The client left, or the test ended.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            clients.remove(client);
        }
    }

    private byte[] line(RpcMessage.Request request) {
        var strange = nonsense.get(request.method());
        return strange == null ? RpcCodec.encode(answer(request)) : strange;
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
                : new RpcMessage.Result(request.id(), result.apply(request.params()));
    }

    /** Whole lines only: a notification must not land in the middle of an answer. */
    private static void write(SocketChannel client, byte[] line) throws IOException {
        synchronized (client) {
            var bytes = ByteBuffer.wrap(line);
            while (bytes.hasRemaining()) {
                client.write(bytes);
            }
        }
    }
}
