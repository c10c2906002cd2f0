package org.weir.api.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
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
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcException;

/** The client against engines that hang, lie, or leave. */
class ControlClientTest {
    private static final String HELLO =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocol\":1,\"name\":\"e\",\"version\":\"v\",\"access\":\"full\"}}\n";
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final long SEED = 31337;

    private Path folder;
    private Path socket;
    private ServerSocketChannel server;

    /** What the engine does with its one client, after it read hello. */
    private interface Script {
        void play(SocketChannel client, BufferedReader lines) throws Exception;
    }

    @BeforeEach
    void start() throws IOException {
        folder = Files.createTempDirectory(Path.of("/tmp"), "weir-client-");
        socket = folder.resolve("control.sock");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        Files.deleteIfExists(socket);
        Files.delete(folder);
    }

    private void engine(Script script) {
        Thread.ofVirtual().start(() -> {
            try (var client = server.accept();
                    var lines = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8))) {
                lines.readLine();
                script.play(client, lines);
            } catch (Exception e) {
                // The client left.
            }
        });
    }

    private static void send(SocketChannel client, String text) throws IOException {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    private ControlClient connect() throws IOException, RpcException {
        return ControlClient.connect(socket, "test", SHORT);
    }

    @Test
    void noSocketIsAnIoException() {
        assertThatThrownBy(() -> ControlClient.connect(folder.resolve("none"), "test"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void anEngineThatNeverAnswersHoldsUpNobodyForLong() {
        engine((client, lines) -> lines.readLine());
        assertThatThrownBy(this::connect).isInstanceOf(IOException.class).hasMessageContaining("did not answer hello");
    }

    @Test
    void anEngineThatDoesNotAcceptHoldsUpNobodyForLong() {
        // Nobody accepts: the kernel connects, and the answer never comes.
        assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
    }

    @Test
    void anEngineThatStopsReadingHoldsUpNobodyForLong() throws Exception {
        var done = new CountDownLatch(1);
        engine((client, lines) -> {
            send(client, HELLO);
            done.await(10, TimeUnit.SECONDS);
        });
        try (var client = connect()) {
            var large = new RuleDraft(null, "x".repeat(900_000), null, null, null, null, null, "pass", null, null);
            for (var i = 0; i < 3; i++) {
                assertThatThrownBy(() -> client.addRule(large, null)).isInstanceOf(IOException.class);
            }
        }
        done.countDown();
    }

    @Test
    void aRequestThatIsTooLongIsNotSent() throws Exception {
        engine((client, lines) -> {
            send(client, HELLO);
            lines.readLine();
        });
        try (var client = connect()) {
            var huge = new RuleDraft(null, "x".repeat(1_100_000), null, null, null, null, null, "pass", null, null);
            assertThatThrownBy(() -> client.addRule(huge, null))
                    .isInstanceOfSatisfying(
                            RpcException.class,
                            e -> assertThat(e.error().code()).isEqualTo(ErrorCode.TOO_LARGE.number()));
        }
    }

    @Test
    void anEngineThatLeavesEndsEveryWait() throws Exception {
        engine((client, lines) -> {
            send(client, HELLO);
            lines.readLine();
        });
        try (var client = ControlClient.connect(socket, "test", Duration.ofSeconds(20))) {
            assertThatThrownBy(client::status).isInstanceOf(IOException.class);
            client.awaitClosed();
            assertThatThrownBy(client::status).as("and every later question").isInstanceOf(IOException.class);
        }
    }

    @Test
    void anErrorWithoutIdReachesWhoeverWaits() throws Exception {
        engine((client, lines) -> {
            send(client, HELLO);
            lines.readLine();
            send(client, "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":1007,\"message\":\"too large\"}}\n");
        });
        try (var client = connect()) {
            assertThatThrownBy(client::status).isInstanceOf(RpcException.class).hasMessage("too large");
        }
    }

    @Test
    void anAnswerOfAnotherShapeIsAnIoException() throws Exception {
        engine((client, lines) -> {
            send(client, HELLO);
            lines.readLine();
            send(client, "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":[7]}\n");
            lines.readLine();
        });
        try (var client = connect()) {
            assertThatThrownBy(client::status).isInstanceOf(IOException.class).hasMessageContaining("not understood");
        }
    }

    @Test
    void answersToNobodyAndNotificationsOfTheFutureAreIgnored() throws Exception {
        engine((client, lines) -> {
            send(client, HELLO);
            lines.readLine();
            send(client, "{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":{}}\n");
            send(client, "{\"jsonrpc\":\"2.0\",\"method\":\"of.the.future\",\"params\":{}}\n");
            send(client, "{\"jsonrpc\":\"2.0\",\"method\":\"flows.batch\",\"params\":{\"watch\":[]}}\n");
            send(client, "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"closed\":true}}\n");
            lines.readLine();
        });
        try (var client = connect()) {
            assertThat(client.closeFlow(1)).isTrue();
        }
    }

    @Test
    void aBatchThatOvertakesItsAnswerIsNotLost() throws Exception {
        engine((client, lines) -> {
            send(client, HELLO);
            lines.readLine();
            send(client, """
                    {"jsonrpc":"2.0","method":"flows.batch","params":{"watch":1,"flows":[],"dropped":5}}
                    {"jsonrpc":"2.0","id":2,"result":{"watch":1}}
                    """);
            lines.readLine();
        });
        try (var client = connect()) {
            var batches = new ArrayBlockingQueue<Flows.Batch>(4);
            client.watchFlows(FlowFilter.ALL, Duration.ofMillis(250), batches::add);
            var batch = batches.poll(5, TimeUnit.SECONDS);
            assertThat(batch).isNotNull();
            assertThat(batch.dropped()).isEqualTo(5);
        }
    }

    @Test
    void severalThreadsEachGetTheirOwnAnswer() throws Exception {
        engine((client, lines) -> {
            send(client, HELLO);
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var id = line.replaceAll(".*\"id\":(\\d+),\"method\".*", "$1");
                var flow = Long.parseLong(line.replaceAll(".*\"params\":\\{\"id\":(\\d+)}.*", "$1"));
                send(
                        client,
                        "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"closed\":" + (flow % 2 == 0) + "}}\n");
            }
        });
        try (var client = ControlClient.connect(socket, "test");
                var threads = Executors.newFixedThreadPool(8)) {
            var answers = new java.util.ArrayList<java.util.concurrent.Future<Boolean>>();
            for (var i = 0; i < 400; i++) {
                var id = i;
                answers.add(threads.submit(() -> client.closeFlow(id)));
            }
            for (var i = 0; i < 400; i++) {
                assertThat(answers.get(i).get(10, TimeUnit.SECONDS))
                        .as("flow %d", i)
                        .isEqualTo(i % 2 == 0);
            }
        }
    }

    @Test
    void garbageEndsTheConnectionWithAnIoException() throws Exception {
        var random = new Random(SEED);
        for (var round = 0; round < 50; round++) {
            var garbage = new byte[1 + random.nextInt(500)];
            random.nextBytes(garbage);
            garbage[garbage.length - 1] = '\n';
            engine((client, lines) -> {
                send(client, HELLO);
                lines.readLine();
                client.write(ByteBuffer.wrap(garbage));
                lines.readLine();
            });
            try (var client = connect()) {
                assertThatThrownBy(client::status)
                        .as("seed %d, round %d", SEED, round)
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void aLineWithoutEndIsRefusedAtItsLimit() throws Exception {
        engine((client, lines) -> {
            send(client, HELLO);
            lines.readLine();
            send(client, " ".repeat(1_100_000));
        });
        try (var client = ControlClient.connect(socket, "test")) {
            assertThatThrownBy(client::status).isInstanceOf(IOException.class).hasMessageContaining("longer than");
        }
    }
}
