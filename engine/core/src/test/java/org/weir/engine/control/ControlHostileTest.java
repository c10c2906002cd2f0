package org.weir.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;
import org.weir.engine.store.TestFlows;

/** Peers that do not keep to the protocol. The next client is always served. */
class ControlHostileTest {
    private static final long SEED = 815;
    private static final int ROUNDS = 200;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer(new Session.Timing(10_000, 500));
    }

    @AfterEach
    void stop() throws Exception {
        try (var client = server.client()) {
            assertThat(client.status().state()).isEqualTo("observing");
        }
        server.close();
    }

    private RawClient greeted() throws IOException {
        var raw = server.raw().line(RawClient.HELLO);
        assertThat(raw.read()).contains("\"access\":\"full\"");
        return raw;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\"}|1006",
                "{\"jsonrpc\":\"2.0\",\"method\":\"hello\",\"params\":{\"protocol\":1}}|1006",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}|1006",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"hello\",\"params\":{\"protocol\":2}}|1001",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"hello\",\"params\":{}}|1001",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"hello\",\"params\":[]}|-32600",
                "{\"jsonrpc\":\"2.0\",\"id\":-1,\"method\":\"hello\"}|-32600",
                "{\"id\":1,\"method\":\"hello\"}|-32600",
                "[]|-32600",
                "not json|-32700",
                "''|-32700"
            })
    void beforeHelloOnlyHelloIsAnswered(String line, int code) throws Exception {
        try (var raw = server.raw().line(line)) {
            assertThat(raw.errorCode()).isEqualTo(code);
            assertThat(raw.read()).as("then the connection is closed").isNull();
        }
    }

    @Test
    void wrongVersionTellsTheRightOne() throws Exception {
        try (var raw =
                server.raw().line("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"hello\",\"params\":{\"protocol\":7}}")) {
            assertThat(raw.read()).contains("\"id\":9").contains("\"data\":{\"protocol\":1}");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"no.such\"}|-32601",
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"flows.close\"}|-32602",
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"flows.close\",\"params\":{\"id\":\"x\"}}|-32602",
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"flows.list\",\"params\":{\"filter\":7}}|-32602",
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"flows.list\",\"params\":{\"limit\":{}}}|-32602",
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"rules.add\",\"params\":{}}|-32602",
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"rules.move\",\"params\":{\"id\":\"r1\"}}|-32602"
            })
    void aBadRequestIsAnsweredAndTheConnectionGoesOn(String line, int code) throws Exception {
        try (var raw = greeted()) {
            assertThat(raw.line(line).errorCode()).isEqualTo(code);
            assertThat(raw.line("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"status\"}")
                            .read())
                    .contains("\"id\":3");
        }
    }

    @Test
    void unknownFieldsAndNotificationsAreIgnored() throws Exception {
        try (var raw = greeted()) {
            raw.line("{\"jsonrpc\":\"2.0\",\"method\":\"of.the.future\"}");
            raw.line("{\"jsonrpc\":\"2.0\",\"id\":77,\"result\":{}}");
            raw.line(
                    "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"flows.list\",\"more\":1,\"params\":{\"limit\":1,\"more\":{}}}");
            assertThat(raw.read()).contains("\"id\":2").contains("\"flows\":[]");
        }
    }

    @Test
    void requestsInOneWriteAreAnsweredInOrder() throws Exception {
        var all = new StringBuilder(RawClient.HELLO).append('\n');
        for (var id = 2; id < 300; id++) {
            all.append("{\"jsonrpc\":\"2.0\",\"id\":").append(id).append(",\"method\":\"status\"}\n");
        }
        try (var raw = server.raw().write(all.toString().getBytes(StandardCharsets.UTF_8))) {
            for (var id = 1; id < 300; id++) {
                assertThat(raw.read()).contains("\"id\":" + id + ",");
            }
        }
    }

    @Test
    void aLineOverTheLimitIsRefusedBeforeItsEnd() throws Exception {
        try (var raw = greeted()) {
            raw.write(" ".repeat(RpcCodec.MAX_LINE_BYTES).getBytes(StandardCharsets.UTF_8));
            assertThat(raw.errorCode()).isEqualTo(ErrorCode.TOO_LARGE.number());
            assertThat(raw.read()).isNull();
        }
    }

    @Test
    void theLongestLineIsTaken() throws Exception {
        var request = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"status\"}";
        try (var raw = greeted()) {
            raw.line(request + " ".repeat(RpcCodec.MAX_LINE_BYTES - 1 - request.length()));
            assertThat(raw.read()).contains("\"id\":2");
        }
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() throws Exception {
        try (var raw = greeted()) {
            raw.write(new byte[] {'{', (byte) 0xC0, (byte) 0x80, '}', '\n'});
            assertThat(raw.errorCode()).isEqualTo(ErrorCode.PARSE_ERROR.number());
            assertThat(raw.read()).isNull();
        }
    }

    @Test
    void aHelloCutAnywhereHarmsNobody() throws Exception {
        var hello = (RawClient.HELLO + "\n").getBytes(StandardCharsets.UTF_8);
        for (var length = 0; length < hello.length; length++) {
            try (var raw = server.raw().write(Arrays.copyOf(hello, length)).end()) {
                assertThat(raw.read()).as("cut at %d", length).isNull();
            }
        }
    }

    @Test
    void randomBytesHarmNobody() throws Exception {
        var random = new Random(SEED);
        for (var round = 0; round < ROUNDS; round++) {
            var garbage = new byte[1 + random.nextInt(2_000)];
            random.nextBytes(garbage);
            garbage[garbage.length - 1] = '\n';
            try (var raw = random.nextBoolean() ? greeted() : server.raw()) {
                raw.write(garbage);
                assertThat(raw.errorCode()).as("seed %d, round %d", SEED, round).isNegative();
            }
        }
    }

    @Test
    void aClientThatDoesNotReadIsDropped() throws Exception {
        LongStream.rangeClosed(1, 1_000).forEach(id -> server.flows.opened(TestFlows.flow(id), reason -> {}));
        try (var raw = greeted()) {
            for (var id = 2; id < 12; id++) {
                raw.line("{\"jsonrpc\":\"2.0\",\"id\":" + id
                        + ",\"method\":\"flows.list\",\"params\":{\"limit\":1000}}");
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> server.server.connected() == 0);
        }
    }

    @Test
    void aWatcherThatDoesNotReadIsDroppedToo() throws Exception {
        try (var raw = greeted()) {
            raw.line("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"flows.watch\",\"params\":{\"interval_ms\":100}}");
            assertThat(raw.read()).contains("\"watch\":1");
            var id = new long[] {0};
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        for (var i = 0; i < 1_000; i++) {
                            server.flows.opened(TestFlows.flow(++id[0]), reason -> {});
                        }
                        return server.server.connected() == 0;
                    });
        }
    }

    @Test
    void aClientThatNeverSaysHelloIsDropped() throws Exception {
        try (var hasty = new TestServer(new Session.Timing(200, 500));
                var raw = hasty.raw()) {
            assertThat(raw.read()).isNull();
        }
    }
}
