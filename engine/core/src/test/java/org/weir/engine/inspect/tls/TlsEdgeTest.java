package org.weir.engine.inspect.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.weir.engine.flow.CloseReason;
import org.weir.engine.flow.Inspection.State;
import org.weir.engine.relay.splice.SpliceRelayStarter;
import org.weir.engine.relay.splice.SpliceRelays;
import org.weir.engine.trust.LeafSource.Leaf;

/** Apps that do what few apps do, and an engine of ours that fails. */
@Timeout(60)
class TlsEdgeTest {
    private static SpliceRelayStarter untouched() {
        return new SpliceRelayStarter(new SpliceRelays(Duration.ofMinutes(1)));
    }

    @ParameterizedTest
    @EnumSource(NettyTls.Kind.class)
    void withoutANameTheLeafIsForTheAddress(NettyTls.Kind kind) throws Exception {
        try (var lab = new TlsLab(kind);
                var _ = Origin.echo(lab, Pki.server(lab.theirs, "127.0.0.1"), "TLSv1.3", "h2");
                var client =
                        TlsLab.tls(lab.connect(lab.address()), Pki.context(null, lab.ours), null, List.of(), "h2")) {
            client.startHandshake();
            var leaf = (X509Certificate) client.getSession().getPeerCertificates()[0];
            // 7: iPAddress, RFC 5280, section 4.2.1.6.
            assertThat(leaf.getSubjectAlternativeNames()).contains(List.of(7, "127.0.0.1"));
            client.getOutputStream().write("hello".getBytes(US_ASCII));
            assertThat(client.getInputStream().readNBytes(5)).isEqualTo("hello".getBytes(US_ASCII));
        }
    }

    @ParameterizedTest
    @EnumSource(NettyTls.Kind.class)
    void withoutANameTheCertificateMustBeForTheAddress(NettyTls.Kind kind) throws Exception {
        try (var lab = new TlsLab(kind);
                var _ = Origin.echo(lab, Pki.server(lab.theirs, TlsLab.HOST), "TLSv1.3", "h2");
                var client =
                        TlsLab.tls(lab.connect(lab.address()), Pki.context(null, lab.theirs), null, List.of(), "h2")) {
            client.startHandshake();
            assertThat(lab.opened.poll().inspection().reason())
                    .isEqualTo("the server's certificate is for another name than 127.0.0.1");
        }
    }

    @Test
    void anAppThatStopsInItsHandshakeIsGivenUp() throws Exception {
        try (var lab = new TlsLab(NettyTls.best(), untouched(), Duration.ofMillis(300));
                var _ = Origin.echo(lab, Pki.server(lab.theirs, TlsLab.HOST), "TLSv1.3", "h2");
                var client = lab.connect(lab.address())) {
            client.getOutputStream().write(hello(lab));
            assertThat(client.getInputStream().readAllBytes()).isNotEmpty();
            var flow = lab.end();
            assertThat(flow.end().reason()).isEqualTo(CloseReason.IDLE);
            assertThat(flow.inspection().state()).isEqualTo(State.FAILED);
            assertThat(lab.told).hasSize(1);
            assertThat(lab.told.getFirst().ours()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(NettyTls.Kind.class)
    void anAppThatNegotiatesAnewIsAnsweredOrRefusedAndNeverLeftWaiting(NettyTls.Kind kind) throws Exception {
        try (var lab = new TlsLab(kind);
                var _ = Origin.echo(lab, Pki.server(lab.theirs, TlsLab.HOST), "TLSv1.3", "http/1.1")) {
            try (var client = TlsLab.tls(
                    lab.connect(lab.address()), Pki.context(null, lab.ours), TlsLab.HOST, List.of("TLSv1.2"))) {
                client.getOutputStream().write("one".getBytes(US_ASCII));
                assertThat(client.getInputStream().readNBytes(3)).isEqualTo("one".getBytes(US_ASCII));
                try {
                    client.startHandshake();
                    client.getOutputStream().write("two".getBytes(US_ASCII));
                    assertThat(client.getInputStream().readNBytes(3)).isEqualTo("two".getBytes(US_ASCII));
                } catch (SocketTimeoutException e) {
                    throw new AssertionError("left waiting", e);
                } catch (IOException e) {
                    assertThat(e).isInstanceOfAny(SSLException.class, java.net.SocketException.class);
                }
            }
            lab.end();
        }
    }

    @ParameterizedTest
    @EnumSource(NettyTls.Kind.class)
    void whatOurEngineDoesNotUnderstandIsToldSoThatTheNextCanPass(NettyTls.Kind kind) throws Exception {
        try (var lab = new TlsLab(kind);
                var _ = Origin.echo(lab, Pki.server(lab.theirs, TlsLab.HOST), "TLSv1.3", "h2");
                var client = lab.connect(lab.address())) {
            lab.refusalWords = "noted";
            client.getOutputStream().write(hello(lab));
            assertThat(client.getInputStream().read()).isEqualTo(22);
            // A Finished out of turn, in clear.
            client.getOutputStream().write(new byte[] {22, 3, 3, 0, 6, 20, 0, 0, 2, 1, 2});
            client.getInputStream().readAllBytes();
            var flow = lab.end();
            assertThat(lab.told).isEmpty();
            assertThat(lab.gaveUp).hasSize(1);
            assertThat(flow.inspection().state()).isEqualTo(State.FAILED);
            assertThat(flow.inspection().reason()).isEqualTo("our TLS engine gave up in the app's handshake");
            assertThat(flow.inspection().evidence()).isEqualTo("noted");
        }
    }

    @Test
    void anEngineThatCannotAnswerLeavesTheAppToItsServer() throws Exception {
        try (var lab = new TlsLab(new Broken(NettyTls.best()), untouched());
                var _ = Origin.echo(lab, Pki.server(lab.theirs, TlsLab.HOST), "TLSv1.3", "h2");
                var client = TlsLab.tls(
                        lab.connect(lab.address()), Pki.context(null, lab.theirs), TlsLab.HOST, List.of(), "h2")) {
            client.getOutputStream().write("hello".getBytes(US_ASCII));
            assertThat(client.getInputStream().readNBytes(5)).isEqualTo("hello".getBytes(US_ASCII));
            var seen = lab.opened.poll().inspection();
            assertThat(seen.state()).isEqualTo(State.STEPPED_ASIDE);
            assertThat(seen.reason()).isEqualTo("our TLS engine cannot answer the app");
        }
    }

    /** The first flight of a usual client. */
    private static byte[] hello(TlsLab lab) throws Exception {
        var engine = Pki.context(null, lab.ours).createSSLEngine(TlsLab.HOST, 443);
        engine.setUseClientMode(true);
        var parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new javax.net.ssl.SNIHostName(TlsLab.HOST)));
        parameters.setApplicationProtocols(new String[] {"h2"});
        engine.setSSLParameters(parameters);
        var out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    /** Speaks with servers, and cannot with apps. */
    private record Broken(TlsEngine sound) implements TlsEngine {
        @Override
        public String name() {
            return sound.name();
        }

        @Override
        public SslHandler towardsServer(ByteBufAllocator allocator, @Nullable String name, List<String> protocols) {
            return sound.towardsServer(allocator, name, protocols);
        }

        @Override
        public AppSide towardsApp(ByteBufAllocator allocator, Leaf leaf, String protocol) {
            throw new IllegalStateException("broken");
        }

        @Override
        public boolean skipsEarlyData() {
            return sound.skipsEarlyData();
        }

        @Override
        public void close() {
            sound.close();
        }
    }
}
