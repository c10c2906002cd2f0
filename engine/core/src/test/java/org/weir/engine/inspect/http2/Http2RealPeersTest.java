package org.weir.engine.inspect.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.weir.engine.flow.Flow;
import org.weir.engine.http.ExchangeObserver;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.http.RequestHead;
import org.weir.engine.http.ResponseHead;

/** curl and the JDK's client talk to a real nginx through a conversation, with TLS on both sides. */
@Timeout(120)
class Http2RealPeersTest {
    /** Looks at every exchange, changes nothing: what an engine without rules does. */
    private static final HttpPolicy LOOKING = new HttpPolicy() {
        @Override
        public RequestPlan request(Flow flow, RequestHead head) {
            return RequestPlan.forward(head);
        }

        @Override
        public ResponsePlan response(Flow flow, RequestHead request, ResponseHead head) {
            return ResponsePlan.forward(head);
        }
    };

    @TempDir
    static Path folder;

    private static TestTls tls;
    private static Nginx nginx;
    private static Http2Lab lab;
    private static String bigHash;

    @BeforeAll
    static void start() throws Exception {
        tls = TestTls.in(folder);
        nginx = Nginx.start(folder, tls);
        lab = new Http2Lab(nginx.address(), tls, LOOKING, ExchangeObserver.NONE);
        var big = new byte[50 << 20];
        new Random(1).nextBytes(big);
        Files.write(folder.resolve("www/big"), big);
        bigHash = hash(new java.io.ByteArrayInputStream(big));
        for (var i = 0; i < 100; i++) {
            Files.write(folder.resolve("www/part" + i), java.util.Arrays.copyOfRange(big, i << 19, (i + 1) << 19));
        }
    }

    @AfterAll
    static void stop() {
        lab.close();
        nginx.close();
    }

    private static String hash(InputStream in) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        var buffer = new byte[1 << 16];
        try (in) {
            for (var n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private String curl(String... arguments) throws Exception {
        var command = new ArrayList<>(
                List.of("curl", "-sS", "--http2", "--cacert", tls.certificate().toString()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("curl does not end");
        }
        return said;
    }

    private String url(String path) {
        return "https://localhost:" + lab.port() + path;
    }

    @Test
    void curlGetsAPage() throws Exception {
        assertThat(curl("-w", "%{http_version} %{http_code}", url("/hello"))).isEqualTo("hello from nginx\n2 200");
    }

    @Test
    void curlDownloads50Megabytes() throws Exception {
        var to = folder.resolve("curl.out");
        assertThat(curl("-o", to.toString(), "-w", "%{http_code} %{size_download}", url("/big")))
                .isEqualTo("200 52428800");
        assertThat(hash(Files.newInputStream(to))).isEqualTo(bigHash);
    }

    @Test
    void curlUploads() throws Exception {
        assertThat(curl(
                        "-T",
                        folder.resolve("www/big").toString(),
                        "-w",
                        "%{http_code}",
                        "-o",
                        "/dev/null",
                        url("/up")))
                .isEqualTo("405");
    }

    @Test
    void theJdksClientDownloads100StreamsAtOnce() throws Exception {
        var client = HttpClient.newBuilder()
                .sslContext(tls.trusting())
                .version(HttpClient.Version.HTTP_2)
                .build();
        try (client) {
            var before = lab.flows.size();
            warm(client);
            var parts = new ArrayList<CompletableFuture<HttpResponse<byte[]>>>();
            for (var i = 0; i < 100; i++) {
                parts.add(client.sendAsync(request("/part" + i), HttpResponse.BodyHandlers.ofByteArray()));
            }
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : parts) {
                var response = part.get(60, TimeUnit.SECONDS);
                assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
                assertThat(response.statusCode()).isEqualTo(200);
                digest.update(response.body());
            }
            assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(bigHash);
            assertThat(lab.flows.size() - before).isEqualTo(1);
        }
    }

    /** One exchange first, so that the many share its connection. */
    private void warm(HttpClient client) throws Exception {
        assertThat(client.send(request("/hello"), HttpResponse.BodyHandlers.ofString())
                        .body())
                .isEqualTo("hello from nginx\n");
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create(url(path))).build();
    }
}
