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

    @Test
    void formsAreDecoded() {
        var body = BodyText.of(bytes("a=1&b+c=x%20y%C3%A9&flag&bad=%zz&=e"), "application/x-www-form-urlencoded", "");
        assertThat(body.readable()).containsExactly("a = 1", "b c = x yé", "flag", "bad = %zz", " = e");
        assertThat(body.syntax()).isEqualTo(Syntax.FORM);
    }

    @Test
    void htmlAndXmlAreSetIn() {
        assertThat(BodyText.of(bytes("<p>x</p>"), "text/html; charset=utf-8", "")
                        .readable())
                .containsExactly("<p>", "  x", "</p>");
        assertThat(BodyText.of(bytes("<svg><a/></svg>"), "image/svg+xml", "").readable())
                .containsExactly("<svg>", "  <a/>", "</svg>");
    }

    @Test
    void bytesThatAreNoTextAreShownAsBytes() {
        var body = BodyText.of(new byte[] {1, 2, 3, 0, 5}, "application/octet-stream", "");
        assertThat(body.readable()).isEqualTo(body.hex());
        assertThat(body.readable().getFirst()).startsWith("000000  01 02 03 00 05");
    }

    @Test
    void aPictureThatCannotBeDrawnSaysSoAndShowsItsBytes() {
        var body = BodyText.of(bytes("RIFF1234WEBPVP8 "), "image/webp", "");
        assertThat(body.picture().format()).isEqualTo("WebP");
        assertThat(body.readable()).isEqualTo(body.hex());
    }

    @Test
    void charactersAreThoseThatTheMessageSays() {
        assertThat(BodyText.of("grün".getBytes(StandardCharsets.UTF_16LE), "text/plain; charset=\"UTF-16LE\"", "")
                        .text())
                .containsExactly("grün");
        assertThat(BodyText.of("grün".getBytes(StandardCharsets.ISO_8859_1), "text/plain; charset=no/such", "")
                        .text())
                .containsExactly("grün");
    }

    @Test
    void aTextThatIsCutWithinACharacterIsStillUtf8() {
        var cut = java.util.Arrays.copyOf(bytes("grün ü"), 7);
        assertThat(BodyText.of(cut, cut, "text/plain", true).text()).containsExactly("grün ");
        assertThat(BodyText.of(cut, cut, "text/plain", true).cut()).isTrue();
    }

    @Test
    void whatIsTooLongSaysSo() {
        assertThat(BodyText.of(bytes("x\n".repeat(30_000)), "text/plain", "").cut())
                .isTrue();
        assertThat(BodyText.of(bytes("x\n".repeat(300)), "text/plain", "").cut())
                .isFalse();
        assertThat(BodyText.of(new byte[100_000], "", "").hexCut()).isTrue();
    }
}
