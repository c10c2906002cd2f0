package org.weir.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.api.control.Exchanges;
import org.weir.api.rpc.RpcCodec;
import org.weir.engine.http.Headers;

/** Kept bodies without their content coding. */
class DecodedBodyTest {
    /** No coding makes it short. */
    private static final byte[] TEXT = new Random(7)
            .ints(200_000, '0', 'z')
            .mapToObj(c -> String.valueOf((char) c))
            .collect(Collectors.joining("", "plain text ", ""))
            .getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path state;

    private HistoryFixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = new HistoryFixture(state);
        fixture.capture(true);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "gzip"})
    void piecesMakeTheWhole(String coding) throws Exception {
        var id = keep(encoded(coding, TEXT), coding);
        var all = new ByteArrayOutputStream();
        while (true) {
            var chunk = ask(id, all.size(), 70_000);
            assertThat(chunk.decoded()).isTrue();
            assertThat(chunk.captured()).isEqualTo(TEXT.length);
            if (chunk.data().length == 0) {
                break;
            }
            assertThat(chunk.data()).hasSizeLessThanOrEqualTo(70_000);
            all.writeBytes(chunk.data());
        }
        assertThat(Arrays.equals(all.toByteArray(), TEXT)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "gzip"})
    void ofACutBodyThereIsItsBeginning(String coding) throws Exception {
        var whole = encoded(coding, TEXT);
        var chunk = ask(keep(Arrays.copyOf(whole, whole.length - 5), coding), 0, 1_000);
        assertThat(chunk.decoded()).isTrue();
        assertThat(new String(chunk.data(), StandardCharsets.US_ASCII)).startsWith("plain text ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "gzip"})
    void aBrokenBodyIsGivenAsItWasSent(String coding) throws Exception {
        var nonsense = "<html>this is not what it says".getBytes(StandardCharsets.US_ASCII);
        var chunk = ask(keep(nonsense, coding), 0, 1_000);
        assertThat(chunk.decoded()).isFalse();
        assertThat(chunk.data()).isEqualTo(nonsense);
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "x-unknown", "gzip, br"})
    void whatCannotBeUndoneIsGivenAsItWasSent(String coding) throws Exception {
        var chunk = ask(keep(new byte[] {1, 2, 3}, coding), 0, 10);
        assertThat(chunk.decoded()).isFalse();
        assertThat(chunk.data()).containsExactly(1, 2, 3);
    }

    @Test
    void aBombEndsAtTheLimit() throws Exception {
        var id = keep(encoded("zstd", new byte[100_000_000]), "zstd");
        assertThat(ask(id, 0, 10).captured()).isEqualTo(DecodedBody.MAX_DECODED);
        assertThat(ask(id, DecodedBody.MAX_DECODED - 5, 10).data()).hasSize(5);
        assertThat(ask(id, DecodedBody.MAX_DECODED, 10).data()).isEmpty();
    }

    private static byte[] encoded(String coding, byte[] plain) throws Exception {
        return switch (coding) {
            case "br" -> {
                Brotli4jLoader.ensureAvailability();
                yield Encoder.compress(plain);
            }
            case "zstd" -> Zstd.compress(plain);
            default -> {
                var out = new ByteArrayOutputStream();
                try (var gzip = new GZIPOutputStream(out)) {
                    gzip.write(plain);
                }
                yield out.toByteArray();
            }
        };
    }

    private long keep(byte[] body, String coding) throws Exception {
        var recorder = fixture.exchanges.begin(
                ScriptedFlows.flow(1, "curl", "h"), ScriptedFlows.get("h", "/", "Host", "h"), List.of());
        recorder.requestEnd(Headers.EMPTY);
        recorder.response(ScriptedFlows.answer(200, "Content-Encoding", coding), List.of());
        recorder.responseBody(ByteBuffer.wrap(body).asReadOnlyBuffer());
        recorder.end(Headers.EMPTY);
        Awaitility.await().until(() -> fixture.history.bodiesIdle());
        return fixture.list("{}").exchanges().getFirst().id();
    }

    private Exchanges.Chunk ask(long id, long offset, int limit) throws Exception {
        return RpcCodec.json()
                .treeToValue(
                        fixture.ask(
                                "exchanges.body",
                                "{'id':" + id + ",'side':'response','offset':" + offset + ",'limit':" + limit
                                        + ",'decode':true}"),
                        Exchanges.Chunk.class);
    }
}
