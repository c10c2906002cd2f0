package org.weir.engine.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OwnerRecordTest {
    private static final Path GOLDEN = Path.of("../../docs/protocol/golden/ownership/curl.hex");

    private static byte[] golden() throws Exception {
        var hex = new StringBuilder();
        for (var line : Files.readAllLines(GOLDEN)) {
            var comment = line.indexOf('#');
            hex.append((comment < 0 ? line : line.substring(0, comment)).replaceAll("\\s", ""));
        }
        return HexFormat.of().parseHex(hex);
    }

    private static Optional<OwnerRecord> decode(byte[] bytes) {
        return OwnerRecord.decode(ByteBuffer.wrap(bytes));
    }

    @Test
    void theGoldenRecordIsRead() throws Exception {
        var owner = decode(golden()).orElseThrow();
        assertThat(owner.pid()).isEqualTo(4711);
        assertThat(owner.uid()).isEqualTo(4_000_000_000L);
        assertThat(owner.startNanos()).isEqualTo(123_456_789_000L);
        assertThat(owner.cgroupId()).isEqualTo(77);
        assertThat(owner.comm()).isEqualTo("curl");
        assertThat(owner.executable()).isEqualTo("/usr/bin/curl");
        assertThat(owner.cwd()).isEqualTo("/home/u");
        assertThat(owner.arguments()).containsExactly("curl", "-s", "", "https://web.lab.test/");
        assertThat(owner.has(OwnerRecord.FLAG_EXECUTABLE_DELETED)).isTrue();
        assertThat(owner.has(OwnerRecord.FLAG_SOURCE_BOUND)).isTrue();
        assertThat(owner.has(OwnerRecord.FLAG_ARGUMENTS_CUT)).isFalse();
    }

    @Test
    void shortRecordsAndOtherVersionsAreUnknown() throws Exception {
        var whole = golden();
        for (var length = 0; length < whole.length; length++) {
            assertThat(OwnerRecord.decode(ByteBuffer.wrap(whole, 0, length))).isEmpty();
        }
        whole[0] = 2;
        assertThat(decode(whole)).isEmpty();
    }

    @Test
    void lengthsThatLeaveTheirFieldsAreUnknown() throws Exception {
        for (var at : new int[] {56, 58, 60}) {
            var bytes = golden();
            bytes[at + 1] = (byte) 0xFF;
            assertThat(decode(bytes)).isEmpty();
        }
    }

    @Test
    void randomRecordsNeverThrow() throws Exception {
        for (var seed = 0; seed < 5_000; seed++) {
            var bytes = golden();
            var random = new Random(seed);
            for (var i = 0; i < 200; i++) {
                bytes[8 + random.nextInt(bytes.length - 8)] = (byte) random.nextInt();
            }
            assertThat(decode(bytes)).as("seed %d", seed).isNotNull();
        }
    }
}
