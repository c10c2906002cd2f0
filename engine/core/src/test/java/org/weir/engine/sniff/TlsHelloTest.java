package org.weir.engine.sniff;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.engine.flow.Sniffed;
import org.weir.engine.flow.Sniffed.Protocol;
import org.weir.engine.sniff.Hellos.Extension;
import org.weir.engine.sniff.SniffResult.Done;
import org.weir.engine.sniff.SniffResult.NeedMore;

class TlsHelloTest {
    private static final Sniffed NO_NAME = new Sniffed(Protocol.TLS, null, List.of());

    static Stream<Arguments> realHellos() throws Exception {
        return Stream.of(
                Arguments.of("openssl 1.3", Hellos.captured("openssl-tls13"), tls("web.lab.test", "h2", "http/1.1")),
                Arguments.of("openssl 1.2", Hellos.captured("openssl-tls12"), tls("web.lab.test")),
                Arguments.of("openssl without name", Hellos.captured("openssl-nosni"), NO_NAME),
                Arguments.of("curl", Hellos.captured("curl"), tls("web.lab.test", "h2", "http/1.1")),
                Arguments.of("curl to an address", Hellos.captured("curl-ip"), tls(null, "h2", "http/1.1")),
                Arguments.of("python", Hellos.captured("python"), tls("py.lab.test")),
                Arguments.of("chromium", Hellos.captured("chromium"), tls("www.example.test", "h2", "http/1.1")),
                Arguments.of("chromium to an address", Hellos.captured("chromium-ip"), tls(null, "h2", "http/1.1")),
                Arguments.of("firefox", Hellos.captured("firefox"), tls("www.example.test", "h2", "http/1.1")),
                Arguments.of("jdk", Hellos.jdk("jdk.lab.test", "h2"), tls("jdk.lab.test", "h2")),
                Arguments.of("chromium-like", chromiumLike(), tls("web.lab.test", "h2", "http/1.1")));
    }

    private static Sniffed tls(String host, String... alpn) {
        return new Sniffed(Protocol.TLS, host, List.of(alpn));
    }

    /** GREASE first and last, ECH outer, a post-quantum key share, a two-byte GREASE protocol. */
    private static byte[] chromiumLike() {
        return Hellos.hello(List.of(
                new Extension(0x1a1a, new byte[0]),
                Extension.filler(0xfe0d, 250, 1),
                Extension.filler(51, 1263, 2),
                Extension.alpn(new byte[] {0x0a, 0x0a}, ascii("h2"), ascii("http/1.1")),
                Extension.serverName("web.lab.test"),
                new Extension(0x3a3a, new byte[1])));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("realHellos")
    void readsItWhole(String name, byte[] hello, Sniffed expected) {
        assertThat(Sniffer.sniff(ByteBuffer.wrap(hello))).as(name).isEqualTo(new Done(expected));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("realHellos")
    void everySplitIntoTwoSegments(String name, byte[] hello, Sniffed expected) {
        for (var at = 1; at < hello.length; at++) {
            var sniffer = new Sniffer();
            assertThat(sniffer.feed(ByteBuffer.wrap(hello, 0, at)))
                    .as("%s, the first %d bytes", name, at)
                    .isInstanceOfSatisfying(
                            NeedMore.class, more -> assertThat(more.atLeast()).isBetween(0, hello.length));
            assertThat(sniffer.feed(ByteBuffer.wrap(hello)))
                    .as("%s split at %d", name, at)
                    .isEqualTo(new Done(expected));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("realHellos")
    void everySplitIntoTwoRecords(String name, byte[] hello, Sniffed expected) {
        for (var at = 1; at < hello.length - 5; at++) {
            assertThat(Sniffer.sniff(ByteBuffer.wrap(Hellos.inRecords(hello, at, hello.length))))
                    .as("%s, first record %d", name, at)
                    .isEqualTo(new Done(expected));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("realHellos")
    void recordsOfOneByteByteByByte(String name, byte[] hello, Sniffed expected) {
        var bytes = Hellos.inRecords(hello, 1);
        var sniffer = new Sniffer();
        for (var end = 1; end < bytes.length; end++) {
            assertThat(sniffer.feed(ByteBuffer.wrap(bytes, 0, end)))
                    .as("%s at %d", name, end)
                    .isInstanceOf(NeedMore.class);
        }
        assertThat(sniffer.feed(ByteBuffer.wrap(bytes))).isEqualTo(new Done(expected));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomRecordsAndRandomSegmentsGiveTheSame(long seed) {
        var random = new Random(seed);
        var hello = chromiumLike();
        for (var round = 0; round < 50; round++) {
            var sizes = random.ints(20, 1, 400).toArray();
            var bytes = Hellos.inRecords(hello, sizes);
            var sniffer = new Sniffer();
            SniffResult result = new NeedMore(1);
            for (var end = 0; end < bytes.length && result instanceof NeedMore; ) {
                end = Math.min(bytes.length, end + 1 + random.nextInt(300));
                result = sniffer.feed(ByteBuffer.wrap(bytes, 0, end));
            }
            assertThat(result)
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(new Done(tls("web.lab.test", "h2", "http/1.1")));
        }
    }

    @Test
    void atLeastIsNeverTooMuchAndNeverTooLittle() {
        var bytes = Hellos.inRecords(chromiumLike(), 100, 3, 700, 1);
        for (var end = 1; end < bytes.length; end++) {
            var more = (NeedMore) Sniffer.sniff(ByteBuffer.wrap(bytes, 0, end));
            assertThat(more.atLeast()).isGreaterThan(end).isLessThanOrEqualTo(bytes.length);
            for (var i = end; i < more.atLeast(); i++) {
                assertThat(Sniffer.sniff(ByteBuffer.wrap(bytes, 0, i))).isInstanceOf(NeedMore.class);
            }
        }
    }

    @Test
    void sixteenKilobytesOfExtensions() {
        var hello = Hellos.hello(List.of(
                Extension.filler(21, 8000, 1), Extension.filler(35, 8000, 2), Extension.serverName("big.lab.test")));
        assertThat(Sniffer.sniff(ByteBuffer.wrap(hello))).isEqualTo(new Done(tls("big.lab.test")));
    }

    @Test
    void aHelloOverSeveralFullRecordsUpToTheLimit() {
        var message = Hellos.message(Hellos.body(List.of(
                Extension.filler(21, 30_000, 1),
                Extension.filler(35, 30_000, 2),
                Extension.serverName("huge.lab.test"))));
        var bytes = Hellos.inRecords(Hellos.record(message), 16_384);
        assertThat(bytes.length).isLessThan(Sniffer.DEFAULT_MAX_BYTES);
        assertThat(Sniffer.sniff(ByteBuffer.wrap(bytes))).isEqualTo(new Done(tls("huge.lab.test")));
    }

    @Test
    void aHelloThatAnnouncesMoreThanTheLimitIsNotWaitedFor() {
        var start = new byte[] {22, 3, 1, 0x40, 0, 1, 1, 0, 0};
        assertThat(Sniffer.sniff(ByteBuffer.wrap(start))).isEqualTo(new Done(NO_NAME));
    }

    @Test
    void theLimitCountsRecordHeaders() {
        var bytes = Hellos.inRecords(Hellos.hello(List.of(Extension.filler(21, 12_000, 1))), 1);
        assertThat(bytes.length).isGreaterThan(Sniffer.DEFAULT_MAX_BYTES);
        var sniffer = new Sniffer();
        assertThat(sniffer.feed(ByteBuffer.wrap(bytes, 0, Sniffer.DEFAULT_MAX_BYTES - 1)))
                .isInstanceOf(NeedMore.class);
        assertThat(sniffer.feed(ByteBuffer.wrap(bytes, 0, Sniffer.DEFAULT_MAX_BYTES)))
                .isEqualTo(new Done(NO_NAME));
    }

    /** 64 kB byte by byte in records of one: a reader that starts anew each time would look at 2 billion bytes. */
    @Test
    void theSlowestClientIsReadOnce() {
        var bytes = Hellos.inRecords(Hellos.hello(List.of(Extension.filler(21, 10_700, 1))), 1);
        var hello = new TlsHello(Sniffer.DEFAULT_MAX_BYTES);
        var before = 0;
        for (var end = 1; end < bytes.length; end += 61) {
            // Records that were read before are wiped: they must not be looked at again.
            var tail = bytes.clone();
            Arrays.fill(tail, 0, before / 6 * 6, (byte) 0xff);
            assertThat(hello.feed(ByteBuffer.wrap(tail, 0, end))).isInstanceOf(NeedMore.class);
            before = end;
        }
        assertThat(hello.feed(ByteBuffer.wrap(bytes))).isEqualTo(new Done(NO_NAME));
    }

    @ParameterizedTest
    @CsvSource({
        "sslv2 hello, 802e0100020015000000100100800200",
        "sslv2 hello of three header bytes, 00360001000002",
        "alert record, 1503010002022a",
        "application data, 1703030010",
        "server hello, 160303003a02",
        "empty record, 1603010000",
        "record too long, 1603014001",
        "version 2, 160200",
        "version 3.5, 160305",
    })
    void otherThanAHelloIsUnknownAtOnce(String name, String hex) {
        var bytes = java.util.HexFormat.of().parseHex(hex);
        assertThat(Sniffer.sniff(ByteBuffer.wrap(bytes))).as(name).isEqualTo(Done.UNKNOWN);
    }

    @Test
    void liesInsideAreTlsWithoutName() {
        var hello = chromiumLike();
        for (var at = 9; at < hello.length; at++) {
            for (var value : new byte[] {0, (byte) 0xff}) {
                var broken = hello.clone();
                broken[at] = value;
                assertThat(Sniffer.sniff(ByteBuffer.wrap(broken)))
                        .as("byte %d = %d", at, value)
                        .isInstanceOfSatisfying(
                                Done.class,
                                d -> assertThat(d.sniffed().protocol()).isEqualTo(Protocol.TLS));
            }
        }
    }

    @Test
    void aSecondRecordOfAnotherTypeEndsTheHello() {
        var bytes = Hellos.inRecords(chromiumLike(), 50);
        bytes[55] = 23;
        assertThat(Sniffer.sniff(ByteBuffer.wrap(bytes))).isEqualTo(new Done(NO_NAME));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "WEB.Lab.Test, web.lab.test",
                "web.lab.test., web.lab.test",
                "xn--bcher-kva.example, xn--bcher-kva.example",
                "a_b.example, a_b.example",
                "bücher.example, null",
                "a..b, null",
                "web.lab.test:443, null",
                "'a b', null",
                "., null",
                "192.0.2.1, 192.0.2.1",
                "2001:DB8::1, 2001:db8::1",
            })
    void serverNames(String name, String expected) {
        var hello = Hellos.hello(List.of(Extension.serverName(name)));
        assertThat(Sniffer.sniff(ByteBuffer.wrap(hello))).isEqualTo(new Done(tls(expected)));
    }

    @Test
    void longNames() {
        var label = "a".repeat(63);
        var longest = String.join(".", label, label, label, "a".repeat(61));
        for (var name : List.of(longest, longest + "a", "a".repeat(64), "a.".repeat(400))) {
            var hello = Hellos.hello(List.of(Extension.serverName(name)));
            assertThat(Sniffer.sniff(ByteBuffer.wrap(hello)))
                    .isEqualTo(new Done(tls(name.equals(longest) ? longest : null)));
        }
    }

    @Test
    void bytesAfterTheHelloDoNotMatter() {
        var hello = chromiumLike();
        var more = Arrays.copyOf(hello, hello.length + 100);
        assertThat(Sniffer.sniff(ByteBuffer.wrap(more))).isEqualTo(new Done(tls("web.lab.test", "h2", "http/1.1")));
    }

    @Test
    void theBufferIsLeftAlone() {
        var hello = chromiumLike();
        var padded = ByteBuffer.allocateDirect(hello.length + 20);
        padded.position(7).put(hello).flip().position(7);
        assertThat(Sniffer.sniff(padded)).isEqualTo(new Done(tls("web.lab.test", "h2", "http/1.1")));
        assertThat(padded.position()).isEqualTo(7);
        assertThat(padded.limit()).isEqualTo(7 + hello.length);
    }

    @Test
    void atTheDeadlineHalfAHelloIsTls() {
        var sniffer = new Sniffer();
        sniffer.feed(ByteBuffer.wrap(chromiumLike(), 0, 5));
        assertThat(sniffer.soFar()).isEqualTo(Sniffed.UNKNOWN);
        sniffer.feed(ByteBuffer.wrap(chromiumLike(), 0, 6));
        assertThat(sniffer.soFar()).isEqualTo(NO_NAME);
    }
}
