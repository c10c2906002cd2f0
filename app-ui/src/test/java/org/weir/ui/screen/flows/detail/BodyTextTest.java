package org.weir.ui.screen.flows.detail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.weir.ui.main.Fx;

class BodyTextTest {
    @BeforeAll
    static void start() {
        // Pictures need the toolkit.
        Fx.start();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(plain);
        }
        return out.toByteArray();
    }

    @Test
    void jsonIsLaidOut() {
        var body = BodyText.of(bytes("{\"a\":[1,2]}"), "application/json; charset=utf-8", "");
        assertThat(String.join("\n", body.readable())).contains("\"a\" : [");
        assertThat(body.text()).containsExactly("{\"a\":[1,2]}");
    }

    @Test
    void whatOnlySaysThatItIsJsonIsText() {
        assertThat(BodyText.of(bytes("{\"a\":"), "application/json", "").readable())
                .containsExactly("{\"a\":");
        assertThat(BodyText.of(bytes("[".repeat(100_000)), "application/json", "")
                        .readable())
                .isNotEmpty();
    }

    @Test
    void codingsAreUndoneEvenWhenTheEndIsMissing() throws IOException {
        var whole = gzip(bytes("hello\nworld\n".repeat(1000)));
        assertThat(BodyText.of(whole, "text/plain", "gzip").text())
                .startsWith("hello", "world")
                .hasSize(2000);
        var cut = java.util.Arrays.copyOf(whole, whole.length - 5);
        assertThat(BodyText.of(cut, "text/plain", "gzip").text()).startsWith("hello", "world");
        assertThat(BodyText.of(bytes("no zip"), "text/plain", "gzip").text()).containsExactly("no zip");
    }

    @Test
    void aBombStaysSmall() throws IOException {
        var bomb = gzip(new byte[64 * 1024 * 1024]);
        var body = BodyText.of(bomb, "text/plain", "gzip");
        assertThat(body.text().size()).isLessThanOrEqualTo(20_000);
        assertThat(body.text()).allMatch(line -> line.length() <= 2_000);
    }

    @Test
    void oneEndlessLineIsFolded() {
        assertThat(BodyText.of(bytes("x".repeat(500_000)), "text/javascript", "")
                        .text())
                .hasSize(250)
                .allMatch(line -> line.length() == 2_000);
    }

    @Test
    void hexShowsBothSides() {
        assertThat(BodyText.of(new byte[] {0, 'A', (byte) 0xff}, "", "").hex().getFirst())
                .startsWith("000000  00 41 ff")
                .endsWith(".A.");
    }

    @Test
    void noPictureIsNoPicture() {
        assertThat(BodyText.of(bytes("GIF89a broken"), "image/gif", "").image()).isNull();
        assertThat(BodyText.of(bytes("<svg/>"), "image/svg+xml", "").image()).isNull();
    }

    @Test
    void anyBytesWhatsoever() {
        var random = new Random(3);
        var types = new String[] {"application/json", "image/png", "image/jpeg", "text/html", "", "nonsense"};
        var codings = new String[] {"", "gzip", "deflate", "br"};
        for (var round = 0; round < 300; round++) {
            var bytes = new byte[random.nextInt(2000)];
            random.nextBytes(bytes);
            BodyText.of(bytes, types[random.nextInt(types.length)], codings[random.nextInt(codings.length)]);
        }
    }
}
