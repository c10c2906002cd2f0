package org.weir.engine.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.weir.engine.relay.ProxyHandshake.Step;

class ProxyHandshakeTest {
    private static byte[] bytes(String latin) {
        return latin.getBytes(ISO_8859_1);
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static Step read(ProxyHandshake handshake, byte[] input) {
        return handshake.read(Unpooled.wrappedBuffer(input));
    }

    @Test
    void connectNamesHostAndCredentials() {
        assertThat(new String(new HttpConnectHandshake("a.example", 443, "me:secret").begin(), ISO_8859_1))
                .startsWith("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n")
                .endsWith("\r\nProxy-Authorization: Basic bWU6c2VjcmV0\r\n\r\n");
        assertThat(new String(new HttpConnectHandshake("2001:db8::1", 80, null).begin(), ISO_8859_1))
                .startsWith("CONNECT [2001:db8::1]:80 HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n");
    }

    @Test
    void connectTakesEvery2xxAndLeavesWhatFollows() {
        var input =
                Unpooled.copiedBuffer("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\nA: b\r\n\r\nrest", ISO_8859_1);
        assertThat(new HttpConnectHandshake("a", 1, null).read(input)).isEqualTo(Step.DONE);
        assertThat(input.toString(ISO_8859_1)).isEqualTo("rest");
    }

    @Test
    void connectRefusals() {
        for (var answer : List.of(
                "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
                "HTTP/1.1 502 Bad Gateway\r\n\r\n",
                "HTTP/1.1 abc\r\n\r\n",
                "HTTP/1.1 2\r\n\r\n",
                "SSH-2.0-x\r\n\r\n",
                "\r\n\r\n")) {
            assertThat(read(new HttpConnectHandshake("a", 1, null), bytes(answer)))
                    .as(answer)
                    .isInstanceOf(Step.Fail.class);
        }
    }

    @Test
    void connectAnswersHaveALimit() {
        assertThat(read(new HttpConnectHandshake("a", 1, null), new byte[HttpConnectHandshake.MAX_HEAD]))
                .isEqualTo(Step.WAIT);
        assertThat(read(new HttpConnectHandshake("a", 1, null), new byte[HttpConnectHandshake.MAX_HEAD + 1]))
                .isInstanceOf(Step.Fail.class);
    }

    @Test
    void socksWithoutCredentials() {
        var socks = new Socks5Handshake("a.example", 443, null);
        assertThat(socks.begin()).isEqualTo(hex("05 01 00"));
        assertThat(read(socks, hex("0500")))
                .isEqualTo(Step.send(hex("05 01 00 03 09 61 2e 65 78 61 6d 70 6c 65 01 bb")));
        var input = Unpooled.wrappedBuffer(hex("05 00 00 01 7f 00 00 01 04 38 aa bb"));
        assertThat(socks.read(input)).isEqualTo(Step.DONE);
        assertThat(input.readableBytes()).isEqualTo(2);
    }

    @Test
    void socksWithCredentialsAndAddresses() {
        var socks = new Socks5Handshake("192.0.2.10", 80, "me:a:b");
        assertThat(socks.begin()).isEqualTo(hex("05 02 00 02"));
        assertThat(read(socks, hex("0502"))).isEqualTo(Step.send(hex("01 02 6d 65 03 61 3a 62")));
        assertThat(read(socks, hex("0100"))).isEqualTo(Step.send(hex("05 01 00 01 c0 00 02 0a 00 50")));
        var six = new Socks5Handshake("2001:db8::1", 80, null);
        assertThat(read(six, hex("0500")))
                .isEqualTo(Step.send(hex("05 01 00 04 20010db8000000000000000000000001 00 50")));
    }

    @Test
    void socksRefusals() {
        assertThat(read(new Socks5Handshake("a", 1, null), hex("05ff"))).isInstanceOf(Step.Fail.class);
        assertThat(read(new Socks5Handshake("a", 1, null), hex("0502"))).isInstanceOf(Step.Fail.class);
        assertThat(read(new Socks5Handshake("a", 1, null), hex("0400"))).isInstanceOf(Step.Fail.class);
        assertThat(read(new Socks5Handshake("a", 1, ":p"), hex("0502"))).isInstanceOf(Step.Fail.class);
        assertThat(read(new Socks5Handshake("a", 1, "u:" + "p".repeat(256)), hex("0502")))
                .isInstanceOf(Step.Fail.class);
        assertThat(read(new Socks5Handshake("a".repeat(256), 1, null), hex("0500")))
                .isInstanceOf(Step.Fail.class);
        for (var code = 1; code < 256; code++) {
            var socks = new Socks5Handshake("a", 1, null);
            read(socks, hex("0500"));
            assertThat(read(socks, new byte[] {5, (byte) code, 0, 1, 0, 0, 0, 0, 0, 0}))
                    .isInstanceOf(Step.Fail.class);
        }
    }

    @Test
    void answersCutAtEveryLengthWait() {
        cut(() -> new HttpConnectHandshake("a", 1, null), bytes("HTTP/1.1 200 OK\r\nVia: x\r\n\r\n"));
        cut(ProxyHandshakeTest::asked, hex("05 00 00 01 7f 00 00 01 04 38"));
        cut(ProxyHandshakeTest::asked, hex("05 00 00 03 02 61 62 04 38"));
        cut(ProxyHandshakeTest::asked, hex("05 00 00 04 00000000000000000000000000000001 04 38"));
    }

    private static ProxyHandshake asked() {
        var socks = new Socks5Handshake("a", 1, null);
        read(socks, hex("0500"));
        return socks;
    }

    private static void cut(Supplier<ProxyHandshake> handshake, byte[] whole) {
        for (var length = 0; length < whole.length; length++) {
            assertThat(read(handshake.get(), Arrays.copyOf(whole, length)))
                    .as("cut at %d", length)
                    .isEqualTo(Step.WAIT);
        }
        assertThat(read(handshake.get(), whole)).isEqualTo(Step.DONE);
    }

    @Test
    void randomAnswersNeverThrow() {
        for (var seed = 0; seed < 20_000; seed++) {
            var random = new Random(seed);
            var noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            for (var handshake :
                    List.of(new HttpConnectHandshake("a", 1, null), new Socks5Handshake("a", 1, "u:p"), asked())) {
                assertThat(read(handshake, noise)).as("seed %d", seed).isNotNull();
            }
        }
    }

    @Test
    void namesThatCouldBreakOutOfTheRequestAreNotUsed() {
        assertThat(DialPlan.usable("a-b_c.example")).isTrue();
        for (var name : List.of("", "a b", "a\r\nX: y", "a:80", "[::1]", "ä.example", "a".repeat(254))) {
            assertThat(DialPlan.usable(name)).as(name).isFalse();
        }
    }
}
