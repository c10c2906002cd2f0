package org.weir.engine.inspect.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SNIHostName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hellos in every shape: answered by us or by the server, never a crash, never a flow that stalls. */
@Timeout(240)
class HelloTortureTest {

    @Test
    void everyTruncationAndRandomBytesAreNoHello() throws Exception {
        var hello = hello();
        for (var length = 0; length < hello.length; length++) {
            assertThat(ClientHello.read(Arrays.copyOf(hello, length))).isEmpty();
        }
        var random = new Random(7);
        for (var round = 0; round < 200_000; round++) {
            var bytes = hello.clone();
            for (var i = 0; i < 1 + round % 5; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            var read = ClientHello.read(bytes);
            read.ifPresent(h -> Offers.unfit(h, true));
        }
    }

    @Test
    void everySplitIntoTwoRecordsReadsTheSame() throws Exception {
        var hello = hello();
        var whole = ClientHello.read(hello);
        assertThat(whole).isPresent();
        assertThat(whole.get().serverName()).isEqualTo(TlsLab.HOST);
        assertThat(whole.get().alpn()).containsExactly("h2", "http/1.1");
        for (var at = 1; at < hello.length - 5; at++) {
            assertThat(ClientHello.read(inRecords(hello, at))).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @EnumSource(NettyTls.Kind.class)
    void helloInTwoSegmentsIsAnswered(NettyTls.Kind kind) throws Exception {
        try (var lab = new TlsLab(kind);
                var _ = Origin.echo(lab, Pki.server(lab.theirs, TlsLab.HOST), "TLSv1.3", "h2")) {
            var hello = hello();
            // Every split is read by the sniffer's own test; here the handshake is real, so each costs milliseconds.
            for (var at = 1; at < hello.length; at += 7) {
                assertThat(firstRecord(lab, Arrays.copyOf(hello, at), Arrays.copyOfRange(hello, at, hello.length)))
                        .as("split at %d", at)
                        .isEqualTo(22);
                lab.end();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(NettyTls.Kind.class)
    void helloInTwoRecordsIsAnswered(NettyTls.Kind kind) throws Exception {
        try (var lab = new TlsLab(kind);
                var _ = Origin.echo(lab, Pki.server(lab.theirs, TlsLab.HOST), "TLSv1.3", "h2")) {
            var hello = hello();
            for (var at = 1; at < hello.length - 5; at += 7) {
                assertThat(firstRecord(lab, inRecords(hello, at)))
                        .as("split at %d", at)
                        .isEqualTo(22);
                lab.end();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(NettyTls.Kind.class)
    void sixteenKilobytesOfExtensionsAndEchAreAnswered(NettyTls.Kind kind) throws Exception {
        try (var lab = new TlsLab(kind);
                var _ = Origin.echo(lab, Pki.server(lab.theirs, TlsLab.HOST), "TLSv1.3", "h2")) {
            var filler = new byte[3_000];
            new Random(3).nextBytes(filler);
            var types = new int[] {0x0a0a, 0x1a1a, 0xfe0d, 0xffce, 0xaaaa};
            var hello = hello();
            for (var type : types) {
                hello = with(hello, type, filler);
            }
            assertThat(firstRecord(lab, hello)).isIn(22, 21);
            lab.end();
            assertThat(firstRecord(lab, with(hello(), 0xfe0d, filler))).isIn(22, 21);
            lab.end();
        }
    }

    @ParameterizedTest
    @EnumSource(NettyTls.Kind.class)
    void mutatedHellosEndOneWayOrTheOther(NettyTls.Kind kind) throws Exception {
        try (var lab = new TlsLab(kind);
                var _ = Origin.echo(lab, Pki.server(lab.theirs, TlsLab.HOST), "TLSv1.3", "h2")) {
            var random = new Random(11);
            for (var round = 0; round < 60; round++) {
                var bytes = hello();
                // Lengths of record and message stay, else the server itself waits for more.
                bytes[9 + random.nextInt(bytes.length - 9)] ^= (byte) (1 + random.nextInt(255));
                firstRecord(lab, bytes);
                lab.end();
            }
        }
    }

    /** The type of the first record that comes back, -1 for an end. */
    private static int firstRecord(TlsLab lab, byte[]... pieces) throws Exception {
        try (Socket client = lab.connect(lab.address())) {
            client.setTcpNoDelay(true);
            for (var piece : pieces) {
                client.getOutputStream().write(piece);
                client.getOutputStream().flush();
            }
            return client.getInputStream().read();
        } catch (SocketException e) {
            return -1;
        }
    }

    private static byte[] hello() throws Exception {
        var engine = javax.net.ssl.SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        var parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(TlsLab.HOST)));
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        engine.setSSLParameters(parameters);
        var out = ByteBuffer.allocate(32 * 1024);
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static byte[] inRecords(byte[] hello, int at) {
        var out = new ByteArrayOutputStream();
        for (var piece : split(hello, at)) {
            out.writeBytes(new byte[] {22, 3, 1, (byte) (piece.length >> 8), (byte) piece.length});
            out.writeBytes(piece);
        }
        return out.toByteArray();
    }

    private static List<byte[]> split(byte[] hello, int at) {
        var pieces = new ArrayList<byte[]>();
        pieces.add(Arrays.copyOfRange(hello, 5, 5 + at));
        pieces.add(Arrays.copyOfRange(hello, 5 + at, hello.length));
        return pieces;
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
