package org.weir.engine.sniff;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.engine.flow.Sniffed;
import org.weir.engine.sniff.SniffResult.Done;
import org.weir.engine.sniff.SniffResult.NeedMore;

/** Real openers with bytes changed, cut out and doubled: nothing throws, and pieces give the same as the whole. */
class MutationTest {
    private static final List<String> CAPTURES = List.of(
            "openssl-tls13",
            "openssl-tls12",
            "curl",
            "chromium",
            "chromium-ip",
            "firefox",
            "python",
            "curl-http",
            "curl-proxy",
            "curl-connect",
            "curl-h2c",
            "curl-socks4a",
            "curl-socks5");

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {61, 62, 63, 64})
    void mutatedOpeners(long seed) {
        var random = new Random(seed);
        for (var round = 0; round < 5_000; round++) {
            var bytes = mutated(start(random), random);
            var whole = Sniffer.sniff(ByteBuffer.wrap(bytes));
            var sniffer = new Sniffer();
            SniffResult result = new NeedMore(1);
            for (var end = 0; end < bytes.length && result instanceof NeedMore; ) {
                end = Math.min(bytes.length, end + 1 + random.nextInt(40));
                result = sniffer.feed(ByteBuffer.wrap(bytes, 0, end));
            }
            assertThat(result).as("seed %d round %d", seed, round).isEqualTo(whole);
            check(seed, round, sniffer.soFar());
            if (result instanceof Done(var sniffed)) {
                check(seed, round, sniffed);
            }
            Greeting.sniff(ByteBuffer.wrap(bytes), random.nextInt(3) * 20);
        }
    }

    /** Whatever was read, a name is a normal one. */
    private static void check(long seed, int round, Sniffed sniffed) {
        if (sniffed.host() != null) {
            assertThat(HostName.normalise(sniffed.host()))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(sniffed.host());
        }
    }

    private static byte[] start(Random random) {
        var bytes = Hellos.captured(CAPTURES.get(random.nextInt(CAPTURES.size())));
        return bytes[0] == 22 && random.nextBoolean()
                ? Hellos.inRecords(bytes, random.ints(10, 1, 200).toArray())
                : bytes;
    }

    private static byte[] mutated(byte[] original, Random random) {
        var bytes = original;
        for (var i = random.nextInt(4); i > 0; i--) {
            var at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                default -> {
                    var longer = Arrays.copyOf(bytes, bytes.length + bytes.length - at);
                    System.arraycopy(bytes, at, longer, bytes.length, bytes.length - at);
                    bytes = longer;
                }
            }
        }
        return bytes;
    }
}
