package org.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import de.sstoehr.harreader.HarReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;
import org.weir.testkit.control.ScriptedEngine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@code weir har} writes, read by somebody else's reader. */
class HarTest extends CommandFixture {
    @TempDir
    Path folder;

    /** What the engine answers to who wants a body decoded; null: as it does to others. */
    private @Nullable String decoded;

    @BeforeEach
    void start() throws IOException {
        var page = (ObjectNode)
                ScriptedEngine.golden("exchanges.list.response.json").get("result");
        page.put("more", false);
        engine.answer("exchanges.list", page.toString());
    }

    private JsonNode written(String... arguments) {
        assertThat(weir.run(arguments)).as(() -> weir.err()).isZero();
        return RpcCodec.json().readTree(weir.out());
    }

    @Test
    void anIndependentReaderFindsEverything() throws Exception {
        var file = folder.resolve("out.har");
        assertThat(weir.run("har", "--host", "*.lab.test", "-o", file.toString()))
                .as(() -> weir.err())
                .isZero();
        assertThat(weir.out()).startsWith("2 exchanges are in ");
        assertThat(engine.asked("exchanges.get")).contains("'redact':true");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        var log = new HarReader().readFromFile(file.toFile()).log();

        assertThat(log.version()).isEqualTo("1.2");
        assertThat(log.creator().name()).isEqualTo("Weir");
        assertThat(log.entries()).hasSize(2);
        var entry = log.entries().getFirst();
        assertThat(entry.startedDateTime().toInstant().toEpochMilli()).isEqualTo(1_790_000_000_200L);
        assertThat(entry.time()).isEqualTo(12);
        assertThat(entry.timings().send()).isEqualTo(0); // the reader keeps whole milliseconds
        assertThat(entry.timings().waitTime()).isEqualTo(9);
        assertThat(entry.serverIPAddress()).isEqualTo("192.0.2.10");
        var request = entry.request();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.url()).isEqualTo("https://web.lab.test/form?token=[redacted]");
        assertThat(request.httpVersion()).isEqualTo("HTTP/1.1");
        assertThat(request.cookies().getFirst().name()).isEqualTo("sid");
        assertThat(request.headers().getFirst().value()).isEqualTo("web.lab.test");
        assertThat(request.queryString().getFirst().name()).isEqualTo("token");
        assertThat(request.postData().text()).isEqualTo("hello world");
        assertThat(request.bodySize()).isEqualTo(11L);
        var response = entry.response();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.content().mimeType()).isEqualTo("text/plain");
        assertThat(response.content().size()).isEqualTo(5L);
        assertThat(response.content().text()).as("not captured").isNull();
    }

    @Test
    void ourOwnFieldsAreThereToo() {
        var entry = written("har").at("/log/entries/0");
        assertThat(entry.at("/_weir/app/name").asString()).isEqualTo("curl");
        assertThat(entry.at("/_weir/request_changes/0/rule").asString()).isEqualTo("r3");
        assertThat(entry.at("/_weir/tls/alpn").asString()).isEqualTo("http/1.1");
        assertThat(entry.at("/_webSocketMessages/0/type").asString()).isEqualTo("send");
        assertThat(entry.at("/_webSocketMessages/0/data").asString()).isEqualTo("hello");
        assertThat(entry.at("/timings/wait").asDouble()).isEqualTo(9.0);
    }

    @Test
    void secretsStayOnlyWhenAskedFor() {
        written("har", "--with-secrets");
        assertThat(engine.asked("exchanges.get")).contains("'redact':false");
    }

    @Test
    void compressedTextIsPlainAndBinaryIsBase64() throws IOException {
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write("plain text ".repeat(50).getBytes(StandardCharsets.UTF_8));
        }
        var content = content(zipped.toByteArray(), "gzip");
        assertThat(content.get("text").asString()).startsWith("plain text plain");
        assertThat(content.get("size").asInt()).isEqualTo(550);
        assertThat(content.get("compression").asInt()).isEqualTo(550 - zipped.size());
        assertThat(content.has("encoding")).isFalse();

        var binary = new byte[] {0, 1, 2, (byte) 0xff};
        var second = content(binary, "identity");
        assertThat(second.get("encoding").asString()).isEqualTo("base64");
        assertThat(second.get("text").asString()).isEqualTo("AAEC/w==");

        var unknown = content(binary, "x-unknown");
        assertThat(unknown.get("text").asString()).isEqualTo("AAEC/w==");
        assertThat(unknown.get("comment").asString()).contains("not undone");

        for (var length = 0; length < zipped.size(); length++) {
            var cut = java.util.Arrays.copyOf(zipped.toByteArray(), length);
            assertThat(Coding.decode(cut, List.of("gzip")))
                    .as("cut at %d", length)
                    .satisfiesAnyOf(
                            plain -> assertThat(plain).isNull(),
                            plain -> assertThat(plain).isEmpty());
        }
    }

    @Test
    void whatNeedsANativeDecoderIsDecodedByTheEngine() throws IOException {
        decoded = "{\"data\":\"aGVsbG8gd29ybGQ=\",\"captured\":11,\"decoded\":true}";
        var content = content(new byte[] {0x0b, 0x05, (byte) 0x80}, "br");
        assertThat(content.get("text").asString()).isEqualTo("hello world");
        assertThat(content.get("size").asInt()).isEqualTo(11);
        assertThat(content.has("comment")).isFalse();

        decoded = "{\"data\":\"CwWA\",\"captured\":3,\"decoded\":false}";
        var broken = content(new byte[] {0x0b, 0x05, (byte) 0x80}, "br");
        assertThat(broken.get("text").asString()).isEqualTo("CwWA");
        assertThat(broken.get("comment").asString()).contains("not undone");
    }

    private JsonNode content(byte[] body, String coding) throws IOException {
        var detail = (ObjectNode)
                ScriptedEngine.golden("exchanges.get.response.json").get("result");
        var response = (ObjectNode) detail.get("response");
        response.putArray("headers").addObject().put("name", "Content-Encoding").put("value", coding);
        ((ObjectNode) response.get("body"))
                .put("bytes", body.length)
                .put("captured", body.length)
                .putNull("cut");
        engine.answer("exchanges.get", detail.toString());
        var sent = "{\"data\":\"" + Base64.getEncoder().encodeToString(body) + "\",\"captured\":" + body.length + "}";
        engine.answer(
                "exchanges.body",
                params -> RpcCodec.json()
                        .readTree(params.path("decode").asBoolean(false) && decoded != null ? decoded : sent));
        return written("har").at("/log/entries/0/response/content");
    }

    @Test
    void anExchangeThatIsGoneIsLeftOut() {
        engine.refuse("exchanges.get", ErrorCode.NOT_FOUND, "no exchange 77");
        assertThat(written("har").at("/log/entries")).isEmpty();
    }
}
