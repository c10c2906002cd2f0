package org.weir.engine.inspect.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.weir.engine.flow.Inspection.State;
import org.weir.engine.refusal.HandshakeEnd.Ending;

/** Inspected connections between real sockets. */
@Timeout(60)
class TlsInspectorTest {

    @ParameterizedTest
    @CsvSource({
        "JDK, TLSv1.3, TLSv1.3, h2",
        "JDK, TLSv1.2, TLSv1.3, http/1.1",
        "JDK, TLSv1.3, TLSv1.2, ''",
        "BORINGSSL, TLSv1.3, TLSv1.3, h2",
        "BORINGSSL, TLSv1.2, TLSv1.3, http/1.1",
        "BORINGSSL, TLSv1.3, TLSv1.2, ''",
        "BORINGSSL, TLSv1.2, TLSv1.2, h2"
    })
    void bothSidesAreDecryptedAndAgreeOnTheServersProtocol(
            NettyTls.Kind kind, String appVersion, String serverVersion, String protocol) throws Exception {
        try (var lab = new TlsLab(kind);
                var _ = Origin.echo(lab, Pki.server(lab.theirs, TlsLab.HOST), serverVersion, protocol)) {
            var offered = protocol.isEmpty() ? new String[0] : new String[] {"h2", "http/1.1"};
            try (var client = TlsLab.tls(
                    lab.connect(lab.address()),
                    Pki.context(null, lab.ours),
                    TlsLab.HOST,
                    List.of(appVersion),
                    offered)) {
                client.startHandshake();
                assertThat(client.getApplicationProtocol()).isEqualTo(protocol);
                assertThat(client.getSession().getProtocol()).isEqualTo(appVersion);
                assertThat(subjects(client)).containsExactly("O=Test,CN=server", "O=Test,CN=ours");
                client.getOutputStream().write("hello".getBytes(US_ASCII));
                assertThat(new String(client.getInputStream().readNBytes(5), US_ASCII))
                        .isEqualTo("hello");
            }
            var flow = lab.end();
            assertThat(flow.inspection().state()).isEqualTo(State.INSPECTED);
            assertThat(flow.inspection().alpn()).isEqualTo(protocol);
            assertThat(flow.inspection().clientTls().version()).isEqualTo(appVersion);
            assertThat(flow.inspection().serverTls().version()).isEqualTo(serverVersion);
            assertThat(flow.bytesUp()).isEqualTo(5);
            assertThat(flow.bytesDown()).isEqualTo(5);
            assertThat(lab.told).hasSize(1);
            var seen = lab.told.getFirst();
            assertThat(seen.version()).isEqualTo(appVersion);
            assertThat(seen.certificateSent()).isTrue();
            assertThat(seen.finished()).isTrue();
            assertThat(seen.ending()).isEqualTo(Ending.OPEN);
            assertThat(seen.appBytes()).isEqualTo(5);
            assertThat(seen.alert()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(NettyTls.Kind.class)
    void aServerThatDoesNotVerifyIsRelayedUntouched(NettyTls.Kind kind) throws Exception {
        try (var lab = new TlsLab(kind);
                var _ = Origin.echo(lab, Pki.selfSigned(TlsLab.HOST), "TLSv1.3", "h2");
                var client = TlsLab.tls(
                        lab.connect(lab.address()), Pki.context(null, lab.ours), TlsLab.HOST, List.of(), "h2")) {
            assertThatThrownBy(client::startHandshake)
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("unable to find valid certification path");
            var flow = lab.end();
            assertThat(flow.inspection().state()).isEqualTo(State.STEPPED_ASIDE);
            assertThat(flow.inspection().reason()).isEqualTo("the server's certificate is self-signed");
            assertThat(lab.told).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"JDK, TLSv1.3", "JDK, TLSv1.2", "BORINGSSL, TLSv1.3", "BORINGSSL, TLSv1.2"})
    void anAppThatDoesNotTrustUsIsTold(NettyTls.Kind kind, String version) throws Exception {
        try (var lab = new TlsLab(kind);
                var _ = Origin.echo(lab, Pki.server(lab.theirs, TlsLab.HOST), "TLSv1.3", "h2");
                var client = TlsLab.tls(
                        lab.connect(lab.address()),
                        Pki.context(null, lab.theirs),
                        TlsLab.HOST,
                        List.of(version),
                        "h2")) {
            lab.refusalWords = "refused";
            assertThatThrownBy(client::startHandshake).isInstanceOf(SSLException.class);
            var flow = lab.end();
            assertThat(flow.inspection().state()).isEqualTo(State.REFUSED);
            assertThat(flow.inspection().evidence()).isEqualTo("refused");
            assertThat(lab.told).hasSize(1);
            var seen = lab.told.getFirst();
            assertThat(seen.certificateSent()).isTrue();
            assertThat(seen.finished()).isFalse();
            assertThat(seen.version()).isEqualTo(version);
            assertThat(seen.ours()).isFalse();
            assertThat(seen.alert().code()).isIn(46, 48);
        }
    }

    private static List<String> subjects(SSLSocket client) throws Exception {
        return List.of(client.getSession().getPeerCertificates()).stream()
                .map(c -> ((X509Certificate) c).getSubjectX500Principal().getName())
                .toList();
    }
}
