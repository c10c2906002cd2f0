package org.weir.engine.inspect.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.weir.api.control.FlowTls;
import org.weir.engine.flow.Decision;
import org.weir.engine.handshake.FlowTlsView;
import org.weir.engine.refusal.Refusals;

/** What is told of handshakes between real sockets. */
@Timeout(60)
class HandshakeDetailsTest {
    private static FlowTls details(TlsLab lab) {
        return new FlowTlsView(lab.handshakes).of(lab.opened.peek());
    }

    private static List<String> subjects(FlowTls.Chain chain) {
        return chain.certificates().stream().map(FlowTls.Certificate::subject).toList();
    }

    @ParameterizedTest
    @CsvSource({"JDK, TLSv1.3", "JDK, TLSv1.2", "BORINGSSL, TLSv1.3", "BORINGSSL, TLSv1.2"})
    void ofAnInspectedFlowBothChainsAreThere(NettyTls.Kind kind, String version) throws Exception {
        try (var lab = new TlsLab(kind)) {
            var server = Pki.server(lab.theirs, TlsLab.HOST, "127.0.0.1");
            try (var _ = Origin.echo(lab, server, "TLSv1.3", "h2");
                    var client = TlsLab.tls(
                            lab.connect(lab.address()),
                            Pki.context(null, lab.ours),
                            TlsLab.HOST,
                            List.of(version),
                            "h2")) {
                client.getOutputStream().write("hello".getBytes(US_ASCII));
                client.getInputStream().readNBytes(5);
                var seen = details(lab);
                assertThat(seen.flow().inspection().state()).isEqualTo("inspected");
                assertThat(seen.hello().serverName()).isEqualTo(TlsLab.HOST);
                assertThat(seen.hello().alpn()).containsExactly("h2");
                assertThat(seen.server().doubt()).isNull();
                assertThat(seen.server().nameMatches()).isTrue();
                assertThat(seen.server().names()).containsExactly(TlsLab.HOST);
                var theirs = seen.server().chain().certificates().getFirst();
                assertThat(theirs.names()).containsExactly(TlsLab.HOST, "127.0.0.1");
                assertThat(theirs.subject()).isEqualTo("O=Test, CN=server");
                assertThat(theirs.issuer()).isEqualTo("O=Test, CN=theirs");
                assertThat(theirs.key()).isEqualTo("EC");
                assertThat(theirs.keyBits()).isEqualTo(256);
                assertThat(theirs.signature()).isEqualTo("SHA256withECDSA");
                assertThat(theirs.sha256()).isEqualTo(LeafKeys.fingerprint(server.certificate()));
                assertThat(theirs.pem()).isEqualTo(Pki.pem(server.certificate()));
                assertThat(theirs.notAfterMs())
                        .isEqualTo(
                                server.certificate().getNotAfter().toInstant().toEpochMilli());
                assertThat(subjects(seen.presented())).containsExactly("O=Test, CN=server", "O=Test, CN=ours");
                var shown = (X509Certificate) client.getSession().getPeerCertificates()[0];
                assertThat(seen.presented().certificates().getFirst().sha256()).isEqualTo(LeafKeys.fingerprint(shown));
                assertThat(seen.alert()).isNull();
                assertThat(seen.alertMissing()).isEqualTo(FlowTls.NONE);
            }
            lab.end();
        }
    }

    @ParameterizedTest
    @CsvSource({"JDK, TLSv1.3", "JDK, TLSv1.2", "BORINGSSL, TLSv1.3", "BORINGSSL, TLSv1.2"})
    void anAppThatRefusesIsToldWithItsAlert(NettyTls.Kind kind, String version) throws Exception {
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
            lab.end();
            var seen = details(lab);
            assertThat(seen.alert().from()).isEqualTo("app");
            assertThat(seen.alert().level()).isEqualTo(2);
            assertThat(seen.alert().code()).isEqualTo(46);
            assertThat(seen.alert().name()).isEqualTo("certificate_unknown");
            assertThat(seen.alert().encrypted()).isEqualTo(version.equals("TLSv1.3"));
            assertThat(seen.alert().meaning()).isNotBlank();
            assertThat(subjects(seen.presented())).containsExactly("O=Test, CN=server", "O=Test, CN=ours");
            assertThat(seen.server()).isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource(NettyTls.Kind.class)
    void aChainThatDoesNotVerifyIsKeptWithTheReason(NettyTls.Kind kind) throws Exception {
        try (var lab = new TlsLab(kind);
                var _ = Origin.echo(lab, Pki.expired(lab.theirs, "another.test"), "TLSv1.3", "h2");
                var client = TlsLab.tls(
                        lab.connect(lab.address()), Pki.context(null, lab.theirs), TlsLab.HOST, List.of(), "h2")) {
            assertThatThrownBy(client::startHandshake).isInstanceOf(SSLException.class);
            lab.end();
            var seen = details(lab);
            assertThat(seen.server().doubt()).isEqualTo("the server's certificate has expired");
            assertThat(seen.server().nameMatches()).isFalse();
            assertThat(subjects(seen.server().chain())).containsExactly("O=Test, CN=server");
            assertThat(seen.presented()).isNull();
            assertThat(seen.presentedMissing()).isEqualTo(FlowTls.UNTOUCHED);
            assertThat(seen.alert()).isNull();
            assertThat(seen.alertMissing()).isEqualTo(FlowTls.UNTOUCHED);
        }
    }

    @ParameterizedTest
    @EnumSource(NettyTls.Kind.class)
    void aServerThatRefusesUsIsToldWithItsAlert(NettyTls.Kind kind) throws Exception {
        try (var lab = new TlsLab(kind);
                // handshake_failure, plain.
                var _ = Origin.plain(lab, connection -> {
                    connection.getInputStream().read();
                    connection.getOutputStream().write(HexFormat.of().parseHex("15030300020228"));
                    connection.getInputStream().readAllBytes();
                });
                var client = TlsLab.tls(
                        lab.connect(lab.address()), Pki.context(null, lab.theirs), TlsLab.HOST, List.of(), "h2")) {
            assertThatThrownBy(client::startHandshake).isInstanceOf(SSLException.class);
            lab.end();
            var seen = details(lab);
            assertThat(seen.server()).isNull();
            assertThat(seen.serverMissing()).isEqualTo(FlowTls.NOT_SHOWN);
            assertThat(seen.alert().from()).isEqualTo("server");
            assertThat(seen.alert().code()).isEqualTo(40);
            assertThat(seen.alert().name()).isEqualTo("handshake_failure");
        }
    }

    @ParameterizedTest
    @CsvSource({"pass, untouched", "block, blocked"})
    void whatIsNotInspectedHasItsHelloOnly(String what, String word) throws Exception {
        try (var lab = new TlsLab(NettyTls.Kind.JDK);
                var _ = Origin.echo(lab, Pki.server(lab.theirs, TlsLab.HOST), "TLSv1.3", "h2")) {
            lab.decision = what.equals("pass")
                    ? Decision.pass("test")
                    : new Decision(new Decision.Action.Block(), "r1", "test");
            try (var client = TlsLab.tls(
                    lab.connect(lab.address()), Pki.context(null, lab.theirs), TlsLab.HOST, List.of(), "h2")) {
                client.startHandshake();
            } catch (java.io.IOException e) {
                assertThat(what).isEqualTo("block");
            }
            lab.end();
            var seen = details(lab);
            assertThat(seen.hello().serverName()).isEqualTo(TlsLab.HOST);
            assertThat(List.of(seen.serverMissing(), seen.presentedMissing(), seen.alertMissing()))
                    .containsOnly(word);
        }
    }

    @Test
    void whatTheMemoryPassesHasItsHelloOnly() throws Exception {
        try (var lab = new TlsLab(NettyTls.Kind.JDK);
                var _ = Origin.echo(lab, Pki.server(lab.theirs, TlsLab.HOST), "TLSv1.3", "h2")) {
            lab.verdict = new Refusals.Verdict.Pass("it refused before");
            try (var client = TlsLab.tls(
                    lab.connect(lab.address()), Pki.context(null, lab.theirs), TlsLab.HOST, List.of(), "h2")) {
                client.startHandshake();
            }
            lab.end();
            var seen = details(lab);
            assertThat(seen.hello()).isNotNull();
            assertThat(seen.serverMissing()).isEqualTo(FlowTls.NOT_SHOWN);
            assertThat(seen.presentedMissing()).isEqualTo(FlowTls.UNTOUCHED);
        }
    }

    @Test
    void aSessionThatIsResumedShowsNoCertificate() throws Exception {
        try (var lab = new TlsLab(NettyTls.Kind.BORINGSSL);
                var _ = Origin.echo(lab, Pki.server(lab.theirs, TlsLab.HOST), "TLSv1.3", "")) {
            var context = Pki.context(null, lab.ours);
            for (var time = 0; time < 2; time++) {
                lab.opened.clear();
                // With a name and a port, by which the client finds its session again.
                try (var client = (SSLSocket)
                        context.getSocketFactory().createSocket(lab.connect(lab.address()), TlsLab.HOST, 443, true)) {
                    client.setEnabledProtocols(new String[] {"TLSv1.2"});
                    client.getOutputStream().write("hello".getBytes(US_ASCII));
                    client.getInputStream().readNBytes(5);
                }
                lab.end();
            }
            assertThat(lab.told.getLast().certificateSent()).isFalse();
            var seen = details(lab);
            assertThat(seen.server()).isNotNull();
            assertThat(seen.presented()).isNull();
            assertThat(seen.presentedMissing()).isEqualTo(FlowTls.RESUMED);
        }
    }
}
