package org.weir.engine.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of FoxIO's JA4.md, which names them with their results. */
class Ja4Test {
    private static final String SUITES = "1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035";
    private static final String EXTENSIONS =
            "001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,0015";
    private static final String SIGNATURES = "0403,0804,0401,0503,0805,0501,0806,0601";

    private static List<Integer> codes(String list) {
        return list.isEmpty()
                ? List.of()
                : Arrays.stream(list.split(",")).map(HexFormat::fromHexDigits).toList();
    }

    private static OfferedHello hello(
            String versions, String suites, String extensions, String signatures, String... alpn) {
        return new OfferedHello(
                512,
                1,
                null,
                0x0303,
                codes(versions),
                codes(suites),
                List.of(),
                List.of(),
                codes(signatures),
                List.of(alpn),
                codes(extensions).stream()
                        .map(type -> new OfferedHello.Extension(type, 4))
                        .toList());
    }

    @Test
    void theExampleOfTheDefinition() {
        assertThat(Ja4.of(hello("0304,0303", SUITES, EXTENSIONS, SIGNATURES, "h2", "http/1.1")))
                .isEqualTo("t13d1516h2_8daaf6152771_e5627efa2ab1");
    }

    @Test
    void greaseCountsNowhere() {
        assertThat(Ja4.of(hello(
                        "aaaa,0304,0303",
                        "0a0a," + SUITES,
                        "1a1a," + EXTENSIONS + ",fafa",
                        "2a2a," + SIGNATURES,
                        "h2",
                        "http/1.1")))
                .isEqualTo("t13d1516h2_8daaf6152771_e5627efa2ab1");
    }

    /** As published for Chrome 143 by browserleaks.com. */
    @Test
    void chrome() {
        assertThat(Ja4.of(hello(
                        "0304,0303",
                        SUITES,
                        "002d,0033,0010,fe0d,0017,44cd,0000,000b,000a,002b,ff01,0023,0012,0005,000d,001b",
                        SIGNATURES,
                        "h2",
                        "http/1.1")))
                .isEqualTo("t13d1516h2_8daaf6152771_d8a2da3f94cd");
    }

    @Test
    void withoutSignaturesThereIsNoUnderscoreInWhatIsHashed() {
        assertThat(Ja4.of(hello("0304,0303", SUITES, EXTENSIONS, "", "h2")))
                .isEqualTo("t13d1516h2_8daaf6152771_6d807ffa2a79");
    }

    @Test
    void nothingIsTwelveZeros() {
        assertThat(Ja4.of(hello("", "", "", ""))).isEqualTo("t12i000000_000000000000_000000000000");
    }

    @ParameterizedTest
    @CsvSource({
        "6832, h2",
        "687474702f312e31, h1",
        "61, aa",
        "ab, ab",
        "abcd, ad",
        "30ab, 3b",
        "3031abcd, 3d",
        "30abcd31, 01"
    })
    void theEndsOfTheFirstProtocol(String octets, String ends) {
        var name = new String(HexFormat.of().parseHex(octets), StandardCharsets.ISO_8859_1);
        assertThat(Ja4.of(hello("0304", SUITES, EXTENSIONS, SIGNATURES, name))).startsWith("t13d1516" + ends + "_");
    }

    @ParameterizedTest
    @CsvSource({"0302, 11", "0301, 10", "0300, s3", "7f1c, 00"})
    void versions(String version, String word) {
        assertThat(Ja4.of(hello(version, SUITES, EXTENSIONS, SIGNATURES, "h2"))).startsWith("t" + word + "d");
    }
}
