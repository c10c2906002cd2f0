package org.weir.engine.inspect.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.weir.engine.Fuzz;
import org.weir.engine.flow.Sniffed;
import org.weir.engine.sniff.Hellos;
import org.weir.engine.sniff.SniffResult;
import org.weir.engine.sniff.Sniffer;

/** Both readers of ClientHellos, the sniffer's and the inspector's, under mutated hellos of real clients. */
class HelloFuzzTest {
    private static final List<String> CAPTURES = List.of(
            "chromium", "chromium-ip", "firefox", "curl", "openssl-tls12", "openssl-tls13", "openssl-nosni", "python");

    /** Heads of extensions: server name, groups, signatures, ALPN, early data, versions, a key share, ECH. */
    private static final List<byte[]> WORDS = Stream.of(
                    "0000000e000c00000961",
                    "000a0004000211ec",
                    "000d000400020403",
                    "00100005000302683200",
                    "002a0000",
                    "002b0003020304",
                    "0033",
                    "fe0d",
                    "1603010001",
                    "ffff")
            .map(HexFormat.of()::parseHex)
            .toList();

    @Test
    void neitherThrowsAndTheyAgree() throws Exception {
        var corpus = CAPTURES.stream().map(Hellos::captured).toList();
        Fuzz.run("ClientHello", corpus, WORDS, HelloFuzzTest::read);
    }

    private static void read(byte[] input) {
        var sniffed = Sniffer.sniff(ByteBuffer.wrap(input));
        var sniffer = new Sniffer();
        SniffResult inPieces = new SniffResult.NeedMore(1);
        for (var end = 0; end < input.length && inPieces instanceof SniffResult.NeedMore; ) {
            end = Math.min(input.length, end + 1 + end % 37);
            inPieces = sniffer.feed(ByteBuffer.wrap(input, 0, end));
        }
        if (input.length > 0) {
            assertThat(inPieces).isEqualTo(sniffed);
        }
        var hello = ClientHello.read(input);
        hello.ifPresent(read -> {
            Offers.unfit(read, true);
            Offers.protocols(read);
        });
        // What one of them took for a server's name the other did, too: rules and certificates are for the same host.
        if (hello.isPresent() && sniffed instanceof SniffResult.Done(Sniffed done) && done.host() != null) {
            assertThat(hello.get().serverName()).isNotNull();
            assertThat(withoutDot(hello.get().serverName())).isEqualTo(done.host());
        }
    }

    private static String withoutDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
