package org.weir.engine.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.api.control.FlowTls;
import org.weir.api.rpc.RpcCodec;
import org.weir.engine.Fuzz;
import org.weir.engine.sniff.Hellos;

/** Hellos of real clients, and bytes that are none. */
class HelloReaderTest {
    private static final List<String> CAPTURES = List.of(
            "chromium", "chromium-ip", "firefox", "curl", "openssl-tls12", "openssl-tls13", "openssl-nosni", "python");

    private static FlowTls.Hello read(byte[] records) {
        return HelloReader.read(records).map(HelloViews::of).orElseThrow();
    }

    private static List<String> names(List<FlowTls.Code> codes) {
        return codes.stream().map(FlowTls.Code::name).toList();
    }

    @Test
    void chromiumOffersGreaseEchAndAPostQuantumKey() {
        var hello = read(Hellos.captured("chromium"));
        assertThat(hello.serverName()).isEqualTo("www.example.test");
        assertThat(hello.alpn()).containsExactly("h2", "http/1.1");
        assertThat(hello.ech()).isTrue();
        assertThat(hello.cut()).isFalse();
        assertThat(hello.legacyVersion().name()).isEqualTo("TLSv1.2");
        assertThat(hello.versions().getFirst().grease()).isTrue();
        assertThat(names(hello.versions())).endsWith("TLSv1.3", "TLSv1.2");
        assertThat(hello.suites().getFirst().name()).startsWith("GREASE 0x");
        assertThat(names(hello.suites()))
                .contains("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
                .noneMatch(name -> name.startsWith("0x"));
        assertThat(hello.groups().getFirst().grease()).isTrue();
        assertThat(names(hello.groups())).contains("X25519MLKEM768", "x25519", "secp256r1", "secp384r1");
        assertThat(names(hello.keyShares())).contains("X25519MLKEM768", "x25519");
        assertThat(hello.signatures().getFirst().grease()).isTrue();
        assertThat(names(hello.signatures())).contains("mldsa44", "ecdsa_secp256r1_sha256", "rsa_pss_rsae_sha256");
        assertThat(hello.extensions()).anyMatch(FlowTls.Extension::grease);
        assertThat(hello.extensions().stream().map(FlowTls.Extension::name))
                .contains("server_name", "encrypted_client_hello", "application_settings")
                .noneMatch(name -> name.startsWith("0x"));
    }

    @Test
    void firefoxKeepsItsOrder() {
        var hello = read(Hellos.captured("firefox"));
        assertThat(hello.serverName()).isEqualTo("www.example.test");
        assertThat(hello.extensions().stream().map(FlowTls.Extension::name))
                .startsWith("server_name", "extended_master_secret", "renegotiation_info", "supported_groups")
                .contains("delegated_credential");
        assertThat(hello.extensions()).noneMatch(FlowTls.Extension::grease);
        assertThat(names(hello.groups())).startsWith("X25519MLKEM768", "x25519", "secp256r1");
    }

    @Test
    void withoutExtensionOfVersionsTheFieldCounts() {
        var hello = read(Hellos.captured("openssl-tls12"));
        assertThat(hello.versions()).isEmpty();
        assertThat(hello.legacyVersion().name()).isEqualTo("TLSv1.2");
        assertThat(hello.keyShares()).isEmpty();
        assertThat(hello.ech()).isFalse();
        assertThat(names(hello.suites())).contains("TLS_EMPTY_RENEGOTIATION_INFO_SCSV");
    }

    /** Worked out by another program, too (a script of some lines). */
    @ParameterizedTest
    @CsvSource({
        "chromium, t13d1517h2_8daaf6152771_cb7bf5808d99",
        "firefox, t13d1617h2_86a278354501_3cbfd9057e0d",
        "curl, t13d3112h2_e8f1e7e78f70_b26ce05bbdd6",
        "openssl-tls12, t12d280700_d943125447b4_e7e480e5a997",
        "python, t13d181100_85036bcba153_d41ae481755e"
    })
    void fingerprints(String client, String ja4) {
        assertThat(read(Hellos.captured(client)).ja4()).isEqualTo(ja4);
    }

    @Test
    void withoutANameThereIsNone() {
        assertThat(read(Hellos.captured("openssl-nosni")).serverName()).isNull();
        assertThat(read(Hellos.captured("chromium-ip")).serverName()).isNull();
    }

    @Test
    void javaAndCurlAreRead() throws Exception {
        var java = Hellos.jdk("jdk.lab.test", "h2");
        assertThat(read(java).serverName()).isEqualTo("jdk.lab.test");
        assertThat(read(java).alpn()).containsExactly("h2");
        assertThat(read(java).bytes()).isEqualTo(java.length - 5);
        assertThat(names(read(java).suites())).noneMatch(name -> name.startsWith("0x"));
        assertThat(read(Hellos.captured("curl")).serverName()).isEqualTo("web.lab.test");
        assertThat(read(Hellos.captured("python")).serverName()).isEqualTo("py.lab.test");
    }

    @Test
    void recordsAreCountedAndChangeNothingElse() {
        var whole = read(Hellos.captured("firefox"));
        var pieces = read(Hellos.inRecords(Hellos.captured("firefox"), 1, 3, 100));
        assertThat(whole.records()).isEqualTo(1);
        assertThat(pieces.records()).isGreaterThan(10);
        assertThat(pieces.extensions()).isEqualTo(whole.extensions());
        assertThat(pieces.ja4()).isEqualTo(whole.ja4());
    }

    @ParameterizedTest
    @ValueSource(strings = {"chromium", "firefox", "curl", "openssl-tls12"})
    void cutAnywhereItIsNone(String client) {
        var whole = Hellos.captured(client);
        for (var length = 0; length < whole.length; length++) {
            assertThat(HelloReader.read(Arrays.copyOf(whole, length)))
                    .as("cut at %d", length)
                    .isEmpty();
        }
        assertThat(HelloReader.read(whole)).isPresent();
    }

    @Test
    void aListWithoutEndIsCutAndSaidToBe() {
        // A hello of 20,000 suites, and nothing else.
        var body = new byte[2 + 32 + 1 + 2 + 40_000 + 2];
        body[0] = 3;
        body[1] = 3;
        body[35] = (byte) (40_000 >> 8);
        body[36] = (byte) (40_000 & 0xff);
        body[body.length - 2] = 1;
        var message = HexFormat.of()
                .parseHex("01" + String.format("%06x", body.length)
                        + HexFormat.of().formatHex(body));
        var hello = read(Hellos.inRecords(prefixed(message), 16_000));
        assertThat(hello.suites()).hasSize(HelloViews.MOST);
        assertThat(hello.cut()).isTrue();
        assertThat(hello.ja4()).startsWith("t12i9900" + "00_");
    }

    /** As a single record, but for its length, which {@link Hellos#inRecords} does not look at. */
    private static byte[] prefixed(byte[] message) {
        var out = new byte[5 + message.length];
        System.arraycopy(message, 0, out, 5, message.length);
        return out;
    }

    /** Whatever the bytes: an answer that fits into a line, or none. */
    @Test
    void nothingIsTooStrange() {
        var corpus = CAPTURES.stream().map(Hellos::captured).toList();
        var words = Stream.of(
                        "0000000e000c00000961", "000a0004000211ec", "00100005000302683200", "fe0d", "ffff", "1a1a")
                .map(HexFormat.of()::parseHex)
                .toList();
        Fuzz.run(
                "ClientHello for people",
                corpus,
                words,
                input -> HelloReader.read(input)
                        .map(HelloViews::of)
                        .ifPresent(hello -> assertThat(RpcCodec.json().writeValueAsBytes(hello).length)
                                .isLessThan(RpcCodec.MAX_LINE_BYTES / 2)));
    }
}
