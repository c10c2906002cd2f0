package org.weir.engine.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.weir.engine.Fuzz;
import org.weir.engine.inspect.tls.Pki;

/** Certificates are anybody's bytes. What is read of good ones: {@code HandshakeDetailsTest}. */
class CertificateViewsTest {
    @Test
    void whatIsNoCertificateIsThereAllTheSame() {
        var told = CertificateViews.of("no certificate".getBytes(StandardCharsets.US_ASCII));
        assertThat(told.problem()).startsWith("it cannot be read");
        assertThat(told.pem()).startsWith("-----BEGIN CERTIFICATE-----\nbm8g");
        assertThat(told.sha256()).hasSize(64);
    }

    @Test
    void cutAnywhereItIsSaid() throws Exception {
        var der = Pki.selfSigned("one.test").certificate().getEncoded();
        for (var length = 0; length < der.length; length++) {
            assertThat(CertificateViews.of(Arrays.copyOf(der, length)).problem())
                    .as("cut at %d", length)
                    .isNotNull();
        }
        assertThat(CertificateViews.of(der).problem()).isNull();
    }

    @Test
    void nothingIsTooStrange() throws Exception {
        var corpus = Stream.of(Pki.root("a root"), Pki.selfSigned("one.test", "127.0.0.1"))
                .map(identity -> {
                    try {
                        return identity.certificate().getEncoded();
                    } catch (java.security.cert.CertificateEncodingException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
        Fuzz.run(
                "certificates for people",
                corpus,
                List.of(),
                der -> assertThat(CertificateViews.of(der).sha256()).hasSize(64));
    }
}
