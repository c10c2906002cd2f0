package org.weir.engine.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weir.api.control.Ca;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;
import org.weir.api.rpc.RpcException;
import org.weir.engine.control.MethodGroup;
import tools.jackson.databind.node.ObjectNode;

/** The authority as control.sock shows it, and the canary server. */
class CaMethodsTest {
    @TempDir
    private Path folder;

    private TrustLab lab;
    private CanaryServers canaries;
    private CaMethods methods;

    @BeforeEach
    void open() {
        lab = TrustLab.open(folder.resolve("ca"));
        canaries = new CanaryServers(lab.clock, TrustLab.RANDOM, Duration.ofSeconds(20));
        methods = new CaMethods(lab.authorities, canaries);
    }

    @AfterEach
    void close() {
        canaries.close();
        lab.close();
    }

    @Test
    void theStatusTellsWhatThereIs() throws Exception {
        var status = ask("ca.status", "{}", Ca.Status.class);

        assertThat(status.state()).isEqualTo(Ca.READY);
        assertThat(status.subject()).startsWith("Weir CA ");
        assertThat(status.sha256()).isEqualTo(Authority.fingerprint(lab.authority()));
        assertThat(status.notAfterMs())
                .isEqualTo(lab.authority().getNotAfter().toInstant().toEpochMilli());
        assertThat(status.next()).isNull();
        assertThat(status.problem()).isNull();
    }

    @Test
    void anExpiredAuthorityIsShownAsUnusable() throws Exception {
        lab.clock.move(Duration.ofDays(4_000));

        var status = ask("ca.status", "{}", Ca.Status.class);

        assertThat(status.state()).isEqualTo(Ca.UNUSABLE);
        assertThat(status.problem()).contains("expired");
        assertThat(status.subject()).isNotNull();
    }

    @Test
    void theCertificateIsGivenAndNeverAKey() throws Exception {
        ask("ca.rotate", "{'phase':'make'}", Ca.Status.class);
        for (var which : new String[] {"{}", "{'which':'current'}", "{'which':'next'}"}) {
            var text = new String(call("ca.certificate", which), StandardCharsets.UTF_8);
            assertThat(text).doesNotContain("PRIVATE").contains("BEGIN CERTIFICATE");
        }
        var given = ask("ca.certificate", "{}", Ca.Certificate.class);
        assertThat(certificate(given.pem())).isEqualTo(lab.authority());
        assertThat(given.sha256()).isEqualTo(Authority.fingerprint(lab.authority()));
    }

    @Test
    void aRotationGoesStepByStepAndIsAnnounced() throws Exception {
        var told = new AtomicInteger();
        methods.announceTo(new MethodGroup.Announcer() {
            @Override
            public void changed(String notification, Supplier<byte[]> params) {}

            @Override
            public void statusChanged() {
                told.incrementAndGet();
            }
        });
        var made = ask("ca.rotate", "{'phase':'make'}", Ca.Status.class);
        refused("ca.rotate", "{'phase':'commit'}", ErrorCode.WRONG_STATE, "install it first");
        assertThat(ask("ca.rotate", "{'phase':'trusted'}", Ca.Status.class)
                        .next()
                        .phase())
                .isEqualTo("trusted");
        var used = ask("ca.rotate", "{'phase':'commit'}", Ca.Status.class);

        assertThat(used.sha256()).isEqualTo(made.next().sha256());
        assertThat(used.next()).isNull();
        assertThat(told).hasValue(3);
        refused("ca.certificate", "{'which':'next'}", ErrorCode.WRONG_STATE, "no next authority");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "ca.rotate; {}; phase",
                "ca.rotate; {'phase':'up'}; phase",
                "ca.rotate; {'phase':7,'force':[]}; params",
                "ca.certificate; {'which':'key'}; which",
                "ca.canary; {'which':'../ca'}; which",
            })
    void wrongParamsAreNamed(String method, String params, String field) {
        assertThatThrownBy(() -> call(method, params))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(field);
    }

    @Test
    void aCanaryIsAnsweredToWhoTrustsTheAuthorityAndToNobodyElse() throws Exception {
        var canary = ask("ca.canary", "{}", Ca.Canary.class);

        assertThat(get(canary, lab.authority())).isEqualTo(Ca.CANARY_BODY);
        assertThatThrownBy(() -> get(canary, Upstreams.certificate("other", "127.0.0.1")))
                .isInstanceOf(SSLHandshakeException.class);
        assertThat(get(canary, lab.authority())).isEqualTo(Ca.CANARY_BODY);
    }

    @Test
    void aCanaryOfTheNextAuthorityIsOfTheNext() throws Exception {
        ask("ca.rotate", "{'phase':'make'}", Ca.Status.class);
        var next = certificate(
                ask("ca.certificate", "{'which':'next'}", Ca.Certificate.class).pem());

        assertThat(get(ask("ca.canary", "{'which':'next'}", Ca.Canary.class), next))
                .isEqualTo(Ca.CANARY_BODY);
    }

    @Test
    void canariesEndAndMakeRoomForOthers() throws Exception {
        try (var brief = new CanaryServers(lab.clock, TrustLab.RANDOM, Duration.ofMillis(50))) {
            var few = new CaMethods(lab.authorities, brief);
            var seen = new ArrayList<Integer>();
            Awaitility.await().untilAsserted(() -> {
                seen.add(RpcCodec.json()
                        .readTree(few.call(
                                "ca.canary", (ObjectNode) RpcCodec.json().readTree("{}")))
                        .get("port")
                        .asInt());
                assertThat(seen).hasSizeGreaterThan(20);
            });
        }
    }

    @Test
    void tooManyCanariesAreRefused() throws Exception {
        for (var i = 0; i < 8; i++) {
            call("ca.canary", "{}");
        }
        refused("ca.canary", "{}", ErrorCode.INTERNAL_ERROR, "too many");
    }

    private String get(Ca.Canary canary, X509Certificate trusted) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("trusted", trusted);
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        try (var client = HttpClient.newBuilder().sslContext(context).build()) {
            var request = HttpRequest.newBuilder(URI.create("https://" + canary.address() + ":" + canary.port() + "/"))
                    .timeout(Duration.ofSeconds(20))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    private byte[] call(String method, String params) throws RpcException {
        assertThat(methods.serves(method)).isTrue();
        return methods.call(method, (ObjectNode) RpcCodec.json().readTree(params.replace('\'', '"')));
    }

    private <T> T ask(String method, String params, Class<T> type) throws RpcException {
        return RpcCodec.json().readValue(call(method, params), type);
    }

    private void refused(String method, String params, ErrorCode code, String words) {
        assertThatThrownBy(() -> call(method, params))
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.error().code()).isEqualTo(code.number()))
                .hasMessageContaining(words);
    }

    private static X509Certificate certificate(String pem) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }
}
