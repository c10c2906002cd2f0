package org.weir.engine.inspect.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weir.engine.relay.splice.SpliceRelayStarter;
import org.weir.engine.relay.splice.SpliceRelays;

/** The file with the secrets: what other programs need of it, and who may read it. */
@Timeout(60)
class KeyLogTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"TLSv1.3, CLIENT_TRAFFIC_SECRET_0 SERVER_TRAFFIC_SECRET_0", "TLSv1.2, CLIENT_RANDOM"})
    void itHasTheSecretsOfBothSidesUnderTheRandomsThatAreOnTheWire(String version, String labels) throws Exception {
        var file = folder.resolve("keys.log");
        var log = KeyLog.open(file);
        var fromApp = new ByteArrayOutputStream();
        BlockingQueue<byte[]> atServer = new LinkedBlockingQueue<>();
        try (var lab = new TlsLab(
                        NettyTls.of(NettyTls.Kind.BORINGSSL).logging(log::line),
                        new SpliceRelayStarter(new SpliceRelays(Duration.ofMinutes(1))));
                var _ = Origin.plain(lab, socket -> serve(lab, socket, version, atServer))) {
            try (var client = TlsLab.tls(
                    new Tapped(lab.address(), fromApp), Pki.context(null, lab.ours), TlsLab.HOST, List.of(version))) {
                client.getOutputStream().write("hello".getBytes(US_ASCII));
                assertThat(client.getInputStream().readNBytes(5)).isEqualTo("hello".getBytes(US_ASCII));
            }
            lab.end();
        }
        log.close();
        var lines = Files.readAllLines(file);
        for (var hello : List.of(fromApp.toByteArray(), atServer.poll(10, TimeUnit.SECONDS))) {
            for (var label : labels.split(" ")) {
                assertThat(lines)
                        .anySatisfy(line -> assertThat(line)
                                .startsWith(label + " " + random(hello) + " ")
                                .matches("[A-Z_0-9]+ [0-9a-f]{64} ([0-9a-f]{64}|[0-9a-f]{96})"));
            }
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void anOpenFileIsClosedToOthersBeforeASecretIsInIt() throws Exception {
        var file = Files.writeString(folder.resolve("keys.log"), "before\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        var log = KeyLog.open(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        log.line("after".getBytes(US_ASCII));
        log.close();
        assertThat(file).hasContent("before\nafter\n");
    }

    @Test
    void aLinkIsNotFollowed() throws Exception {
        var elsewhere = Files.writeString(folder.resolve("elsewhere"), "");
        var link = Files.createSymbolicLink(folder.resolve("keys.log"), elsewhere);
        assertThatThrownBy(() -> KeyLog.open(link)).isInstanceOf(IOException.class);
        assertThat(elsewhere).isEmptyFile();
    }

    @Test
    void aFullFileEndsTheLogAndIsSaid() throws Exception {
        var file = folder.resolve("keys.log");
        try (var log = KeyLog.open(file, 100)) {
            log.line(new byte[90]);
            org.awaitility.Awaitility.await().until(() -> Files.size(file) == 91);
            log.line(new byte[20]);
            org.awaitility.Awaitility.await().until(() -> log.problem() != null);
            log.line(new byte[1]);
            assertThat(log.problem()).isEqualTo("it has reached 100 bytes");
            assertThat(log.lost()).isEqualTo(1);
        }
        assertThat(Files.size(file)).isEqualTo(91);
    }

    @Test
    void theJdksEngineHasNone() {
        try (var jdk = NettyTls.of(NettyTls.Kind.JDK)) {
            assertThat(jdk.canLogKeys()).isFalse();
        }
    }

    /** Reads the hello in clear, then answers in TLS and sends back what comes. */
    private static void serve(TlsLab lab, Socket socket, String version, BlockingQueue<byte[]> hellos)
            throws Exception {
        var in = socket.getInputStream();
        var header = in.readNBytes(5);
        var record = Arrays.copyOf(header, 5 + ((header[3] & 0xff) << 8 | (header[4] & 0xff)));
        in.readNBytes(record, 5, record.length - 5);
        hellos.add(record);
        SSLContext context = Pki.context(Pki.server(lab.theirs, TlsLab.HOST));
        try (var tls =
                (SSLSocket) context.getSocketFactory().createSocket(socket, new ByteArrayInputStream(record), true)) {
            tls.setEnabledProtocols(new String[] {version});
            tls.getInputStream().transferTo(tls.getOutputStream());
        }
    }

    /** Record header, handshake header, version, then the random: RFC 8446, section 4.1.2. */
    private static String random(byte[] hello) {
        return HexFormat.of().formatHex(hello, 11, 43);
    }

    /** A socket of which is kept what is sent. */
    private static final class Tapped extends Socket {
        private final OutputStream copy;

        Tapped(InetSocketAddress to, OutputStream copy) throws IOException {
            this.copy = copy;
            setSoTimeout(10_000);
            connect(to, 5_000);
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    copy.write(bytes, from, length);
                    out.write(bytes, from, length);
                }
            };
        }
    }
}
