package org.weir.engine.inspect.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.weir.engine.sniff.Hellos;

/** Hellos in every shape: answered by us or by the server, never a crash, never a flow that stalls. */
@Timeout(240)
class HelloTortureTest {
    private static final int HANDSHAKE = 22;
    private static final int ALERT = 21;

    /** Flows at the same time: both processors have something to do while clients wait. */
    private static final int AT_ONCE = 8;

    /** Whose hello; browsers' are captures (sniff/first-flight.py), with post-quantum key shares, GREASE and ECH. */
    enum From {
        JDK,
        CHROMIUM,
        CHROMIUM_WITHOUT_NAME,
        FIREFOX;

        byte[] hello() throws Exception {
            return switch (this) {
                case JDK -> Hellos.jdk(TlsLab.HOST, "h2", "http/1.1");
                case CHROMIUM -> Hellos.captured("chromium");
                case CHROMIUM_WITHOUT_NAME -> Hellos.captured("chromium-ip");
                case FIREFOX -> Hellos.captured("firefox");
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyTruncationAndRandomBytesAreNoHello(From from) throws Exception {
        var hello = from.hello();
        for (var length = 0; length < hello.length; length++) {
            assertThat(ClientHello.read(Arrays.copyOf(hello, length))).isEmpty();
        }
        var random = new Random(7);
        for (var round = 0; round < 50_000; round++) {
            var bytes = hello.clone();
            for (var i = 0; i < 1 + round % 5; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            var read = ClientHello.read(bytes);
            read.ifPresent(h -> Offers.unfit(h, true));
        }
    }

    /** Rules might go by one of them, our certificate by the other: neither, then; the server has to say what it makes of it. */
    @Test
    void twoNamesAreNoHello() {
        assertThat(ClientHello.read(Hellos.naming("one.test"))).isPresent();
        assertThat(ClientHello.read(Hellos.naming("one.test", "two.test"))).isEmpty();
        assertThat(ClientHello.read(Hellos.naming("not a name", "two.test"))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everySplitIntoTwoRecordsReadsTheSame(From from) throws Exception {
        var hello = from.hello();
        var whole = ClientHello.read(hello);
        assertThat(whole).isPresent();
        assertThat(whole.get().serverName()).isEqualTo(from == From.CHROMIUM_WITHOUT_NAME ? null : TlsLab.HOST);
        assertThat(whole.get().alpn()).containsExactly("h2", "http/1.1");
        assertThat(Offers.unfit(whole.get(), true)).isNull();
        for (var at = 1; at < hello.length - 5; at++) {
            assertThat(ClientHello.read(Hellos.inRecords(hello, at, hello.length)))
                    .isEqualTo(whole);
        }
    }

    @Test
    void everySplitOfChromiumsHelloIsAnswered() throws Exception {
        assertThat(splits(NettyTls.Kind.BORINGSSL, From.CHROMIUM, 1)).containsOnly(HANDSHAKE);
    }

    @ParameterizedTest
    @EnumSource
    void splitsOfOthersAreAnswered(From from) throws Exception {
        assertThat(splits(NettyTls.Kind.BORINGSSL, from, 41)).containsOnly(HANDSHAKE);
    }

    /** The other engine reads the same bytes with other code. */
    @ParameterizedTest
    @EnumSource
    void splitsAreAnsweredByTheJdkToo(From from) throws Exception {
        assertThat(splits(NettyTls.Kind.JDK, from, 41)).containsOnly(HANDSHAKE);
    }

    /** Each step-th split of a hello into two segments and into two records. */
    private static List<Integer> splits(NettyTls.Kind kind, From from, int step) throws Exception {
        try (var lab = new TlsLab(kind);
                var _ = echo(lab)) {
            var hello = from.hello();
            var flows = new ArrayList<Callable<Integer>>();
            for (var at = 1; at < hello.length - 5; at += step) {
                var segments = List.of(Arrays.copyOf(hello, at), Arrays.copyOfRange(hello, at, hello.length));
                flows.add(() -> firstRecord(lab, segments));
                var records = List.of(Hellos.inRecords(hello, at, hello.length));
                flows.add(() -> firstRecord(lab, records));
            }
            return allOf(lab, flows);
        }
    }

    /** The app says half a hello and ends: so does the flow, at once. */
    @ParameterizedTest
    @EnumSource
    void truncatedHellosEnd(From from) throws Exception {
        try (var lab = new TlsLab(NettyTls.Kind.BORINGSSL);
                var _ = echo(lab)) {
            var hello = from.hello();
            var flows = new ArrayList<Callable<Integer>>();
            for (var length = 0; length < hello.length; length += 3) {
                var piece = Arrays.copyOf(hello, length);
                flows.add(() -> {
                    try (Socket client = lab.connect(lab.address())) {
                        client.getOutputStream().write(piece);
                        client.shutdownOutput();
                        return client.getInputStream().readAllBytes().length;
                    } catch (java.net.SocketException e) {
                        return 0;
                    }
                });
            }
            // At most the server's alert comes back; a flow that stalled would time out and fail.
            assertThat(allOf(lab, flows)).allMatch(bytes -> bytes <= 100);
        }
    }

    /** Half a hello, and then nothing: after the deadline the server gets what there is. */
    @Test
    void aHelloThatStopsIsRelayed() throws Exception {
        try (var lab = new TlsLab(NettyTls.Kind.BORINGSSL);
                var _ = Origin.plain(lab, connection -> {
                    var got = connection.getInputStream().readNBytes(1_000);
                    connection.getOutputStream().write(got, 990, 10);
                });
                Socket client = lab.connect(lab.address())) {
            var half = Arrays.copyOf(From.CHROMIUM.hello(), 1_000);
            client.getOutputStream().write(half);
            assertThat(client.getInputStream().readNBytes(10)).isEqualTo(Arrays.copyOfRange(half, 990, 1_000));
        }
    }

    @ParameterizedTest
    @EnumSource(NettyTls.Kind.class)
    void sixteenKilobytesOfExtensionsAndEchAreAnswered(NettyTls.Kind kind) throws Exception {
        try (var lab = new TlsLab(kind);
                var _ = echo(lab)) {
            var filler = new byte[3_300];
            new Random(3).nextBytes(filler);
            for (var from : From.values()) {
                var big = from.hello();
                for (var type : new int[] {0x0b0b, 0x1b1b, 0xfe0e, 0xffce, 0xabab}) {
                    big = with(big, type, filler);
                }
                // More than one record can hold: BoringSSL would refuse it, the server does not.
                assertThat(firstRecord(lab, List.of(Hellos.inRecords(big, 10_000))))
                        .isEqualTo(HANDSHAKE);
                assertThat(lab.end().inspection().reason()).contains("longer than we can answer");
                assertThat(firstRecord(lab, List.of(with(from.hello(), 0xfe0d, filler))))
                        .isIn(HANDSHAKE, ALERT);
                lab.end();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(NettyTls.Kind.class)
    void mutatedHellosEndOneWayOrTheOther(NettyTls.Kind kind) throws Exception {
        try (var lab = new TlsLab(kind);
                var _ = echo(lab)) {
            var random = new Random(11);
            var flows = new ArrayList<Callable<Integer>>();
            for (var from : From.values()) {
                for (var round = 0; round < 60; round++) {
                    var bytes = from.hello();
                    // Lengths of record and message stay, else the server itself waits for more.
                    bytes[9 + random.nextInt(bytes.length - 9)] ^= (byte) (1 + random.nextInt(255));
                    flows.add(() -> firstRecord(lab, List.of(bytes)));
                }
            }
            assertThat(allOf(lab, flows))
                    .allMatch(type -> List.of(HANDSHAKE, ALERT, -1).contains(type));
        }
    }

    private static Origin echo(TlsLab lab) throws Exception {
        return Origin.echo(lab, Pki.server(lab.theirs, TlsLab.HOST), "TLSv1.3", "h2");
    }

    /** What all of them return, {@link #AT_ONCE} at a time; each has ended in the lab, too. */
    private static List<Integer> allOf(TlsLab lab, List<Callable<Integer>> flows) throws Exception {
        try (var clients = Executors.newFixedThreadPool(AT_ONCE)) {
            var results = new ArrayList<Integer>();
            for (var result : clients.invokeAll(flows)) {
                results.add(result.get());
                lab.end();
            }
            return results;
        } catch (ExecutionException e) {
            throw new AssertionError("a flow stalled", e.getCause());
        }
    }

    /** The type of the first record that comes back, -1 for an end. */
    private static int firstRecord(TlsLab lab, List<byte[]> segments) throws IOException {
        try (Socket client = lab.connect(lab.address())) {
            client.setTcpNoDelay(true);
            for (var segment : segments) {
                client.getOutputStream().write(segment);
                client.getOutputStream().flush();
            }
            return client.getInputStream().read();
        } catch (java.net.SocketException e) {
            return -1;
        }
    }

    /** The same hello with a further extension in front. */
    private static byte[] with(byte[] hello, int type, byte[] content) {
        var at = 5 + 4 + 2 + 32;
        at += 1 + (hello[at] & 0xff);
        at += 2 + ((hello[at] & 0xff) << 8 | (hello[at + 1] & 0xff));
        at += 1 + (hello[at] & 0xff);
        var out = new ByteArrayOutputStream();
        var more = 4 + content.length;
        out.writeBytes(new byte[] {22, 3, 1});
        u16(out, hello.length - 5 + more);
        out.write(1);
        out.write(0);
        u16(out, hello.length - 9 + more);
        out.write(hello, 9, at - 9);
        u16(out, ((hello[at] & 0xff) << 8 | (hello[at + 1] & 0xff)) + more);
        u16(out, type);
        u16(out, content.length);
        out.writeBytes(content);
        out.write(hello, at + 2, hello.length - at - 2);
        return out.toByteArray();
    }

    private static void u16(ByteArrayOutputStream out, int value) {
        out.write(value >> 8);
        out.write(value);
    }
}
