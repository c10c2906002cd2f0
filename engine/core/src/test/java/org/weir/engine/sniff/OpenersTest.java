package org.weir.engine.sniff;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.engine.flow.Sniffed;
import org.weir.engine.flow.Sniffed.Protocol;
import org.weir.engine.sniff.SniffResult.Done;
import org.weir.engine.sniff.SniffResult.NeedMore;

class OpenersTest {

    /** Text with escapes, or hex after "hex:". */
    static byte[] bytes(String text) {
        return text.startsWith("hex:")
                ? HexFormat.of().parseHex(text.substring(4).replace(" ", ""))
                : text.replace("\\r", "\r")
                        .replace("\\n", "\n")
                        .replace("\\t", "\t")
                        .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Done done(Protocol protocol, String host) {
        return new Done(new Sniffed(protocol, host, List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "curl-http, HTTP, web.lab.test",
                "curl-proxy, HTTP, web.lab.test",
                "curl-connect, HTTP, web.lab.test",
                "curl-h2c, HTTP, null",
                "curl-socks4a, SOCKS, web.lab.test",
                "curl-socks5, SOCKS, null",
            })
    void openersOfRealClients(String name, Protocol protocol, String host) {
        assertThat(Sniffer.sniff(ByteBuffer.wrap(Hellos.captured(name)))).isEqualTo(done(protocol, host));
    }

    /** The whole text is needed and enough: one byte less is NeedMore, at every length from one on. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            delimiter = '|',
            value = {
                "GET / HTTP/1.1\\r\\nHost: Web.Lab.Test:8080\\r\\n | HTTP | web.lab.test",
                "GET / HTTP/1.1\\nhost:web.lab.test\\n | HTTP | web.lab.test",
                "GET /a HTTP/1.0\\r\\n\\r\\n | HTTP | null",
                "GET / HTTP/1.1\\r\\nAccept: */*\\r\\nX: Host: no\\r\\nHOST:\\t web.lab.test. \\r\\n | HTTP | web.lab.test",
                "GET / HTTP/1.1\\r\\nHost: bad host\\r\\n | HTTP | null",
                "GET / HTTP/1.1\\r\\nHost: [2001:DB8::1]:80\\r\\n | HTTP | 2001:db8::1",
                "GET / HTTP/1.1\\r\\nHost:\\r\\n | HTTP | null",
                "OPTIONS * HTTP/1.1\\r\\nHost: a\\r\\n | HTTP | a",
                "VERSION-CONTROL /x HTTP/1.1\\r\\nHost: a\\r\\n | HTTP | a",
                "GET http://user@Web.lab.test:80/x HTTP/1.1\\r\\n | HTTP | web.lab.test",
                "GET http://web.lab.test?q=@x HTTP/1.1\\r\\n | HTTP | web.lab.test",
                "CONNECT web.lab.test:443 HTTP/1.1\\r\\n | HTTP | web.lab.test",
                "CONNECT [2001:db8::1]:443 HTTP/1.1\\r\\n | HTTP | 2001:db8::1",
                "PRI * HTTP/2.0\\r\\n | HTTP | null",
                "SSH-2. | SSH | null",
                "SSH-1. | SSH | null",
                "SEARCH / HTTP/1.1\\r\\nHost: s\\r\\n | HTTP | s",
                "hex:13426974546f7272656e742070726f746f636f6c | BITTORRENT | null",
                "hex:050100 | SOCKS | null",
                "hex:05020002 | SOCKS | null",
                "hex:04010050c000020100 | SOCKS | null",
                "hex:040100500000000175007765622e6c61622e7465737400 | SOCKS | web.lab.test",
                "hex:0300002f2ae00000 | RDP | null",
                "hex:0300000b06e00000 | RDP | null",
                "hex:0000000804d2162f | POSTGRESQL | null",
                "hex:0000000804d21630 | POSTGRESQL | null",
                "hex:0000003c00030000 | POSTGRESQL | null",
                "hex:101000044d51 | MQTT | null",
                "hex:10900100064d51 | MQTT | null",
            })
    void needsAllOfItAndNoMore(String text, Protocol protocol, String host) {
        var bytes = bytes(text);
        var sniffer = new Sniffer();
        for (var end = 0; end < bytes.length; end++) {
            var piece = ByteBuffer.wrap(bytes, 0, end);
            assertThat(Sniffer.sniff(piece)).as("%d bytes", end).isInstanceOf(NeedMore.class);
            assertThat(sniffer.feed(piece)).as("%d bytes, one sniffer", end).isInstanceOf(NeedMore.class);
        }
        assertThat(Sniffer.sniff(ByteBuffer.wrap(bytes))).isEqualTo(done(protocol, host));
        assertThat(sniffer.feed(ByteBuffer.wrap(bytes))).isEqualTo(done(protocol, host));
    }

    /** The last byte is the first that no known opener has. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "g",
                "\u007f",
                "Ge",
                "GET  ",
                "GET /\u0001",
                "GET / F",
                "GET / HTTP/2",
                "GET / HTTP/1.x",
                "GET / HTTP/1.1x",
                "PRI * HTTP/1",
                "SSH-3",
                "SSh",
                "SSH-2x",
                "CONNECT {",
                "CONNECT /",
                "EHLO lab\\r",
                "PROXY TCP4 1",
                "ABCDEFGHIJKLMNOPQRSTUVWXY",
                "hex:12",
                "hex:1343",
                "hex:0500",
                "hex:05010a",
                "hex:0403",
                "hex:0401000000000000",
                "hex:04010050c000020107",
                "hex:0301",
                "hex:0300000a",
                "hex:0300002f2ae1",
                "hex:0001",
                "hex:00000007",
                "hex:0000000804d21631",
                "hex:0000000800",
                "hex:10ffffffff",
                "hex:100c01",
                "hex:fe",
            })
    void givesUpAtTheFirstByteThatFitsNothing(String text) {
        var bytes = bytes(text);
        for (var end = 1; end < bytes.length; end++) {
            assertThat(Sniffer.sniff(ByteBuffer.wrap(bytes, 0, end)))
                    .as("%d bytes", end)
                    .isInstanceOf(NeedMore.class);
        }
        assertThat(Sniffer.sniff(ByteBuffer.wrap(bytes))).isEqualTo(Done.UNKNOWN);
    }

    @Test
    void anEndlessHeadEndsAtTheLimit() {
        var sniffer = new Sniffer(1000);
        var head = bytes("GET / HTTP/1.1\\r\\n" + "A: b\\r\\n".repeat(300));
        assertThat(sniffer.feed(ByteBuffer.wrap(head, 0, 999))).isEqualTo(new NeedMore(1000));
        assertThat(sniffer.feed(ByteBuffer.wrap(head, 0, 1000))).isEqualTo(HttpHead.NO_NAME);
    }

    @Test
    void theAnswerStays() {
        var sniffer = new Sniffer();
        var first = sniffer.feed(ByteBuffer.wrap(bytes("\u0001")));
        assertThat(sniffer.feed(ByteBuffer.wrap(bytes("GET / HTTP/1.1\\r\\n\\r\\n"))))
                .isSameAs(first);
    }

    /** Whatever comes: no exception, no endless wish, and the same answer in pieces as in one. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14})
    void randomBytes(long seed) {
        var random = new Random(seed);
        var firsts = new byte[] {0, 3, 4, 5, 0x10, 0x13, 0x16, 'G', 'S', 'P'};
        for (var round = 0; round < 20_000; round++) {
            var bytes = new byte[1 + random.nextInt(64)];
            random.nextBytes(bytes);
            if (random.nextBoolean()) {
                bytes[0] = firsts[random.nextInt(firsts.length)];
            }
            for (var i = 1; i < bytes.length; i++) {
                if (random.nextInt(3) == 0) {
                    bytes[i] = (byte) (random.nextBoolean() ? random.nextInt(6) : 'A' + random.nextInt(26));
                }
            }
            var whole = Sniffer.sniff(ByteBuffer.wrap(bytes));
            var sniffer = new Sniffer();
            SniffResult result = new NeedMore(1);
            for (var end = 1; end <= bytes.length && result instanceof NeedMore(var atLeast); end++) {
                var wanted = atLeast;
                result = sniffer.feed(ByteBuffer.wrap(bytes, 0, end));
                if (end < wanted) {
                    assertThat(result)
                            .as("seed %d round %d at %d", seed, round, end)
                            .isInstanceOf(NeedMore.class);
                }
            }
            assertThat(result).as("seed %d round %d", seed, round).isEqualTo(whole);
        }
    }

    @Test
    void mostRandomBytesAreUnknownWithinThree() {
        var random = new Random(21);
        var waiting = 0;
        for (var round = 0; round < 10_000; round++) {
            var bytes = new byte[3];
            random.nextBytes(bytes);
            if (Sniffer.sniff(ByteBuffer.wrap(bytes)) instanceof NeedMore) {
                waiting++;
            }
        }
        assertThat(waiting).isLessThan(300);
    }
}
