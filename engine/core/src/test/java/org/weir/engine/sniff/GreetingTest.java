package org.weir.engine.sniff;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weir.engine.flow.Sniffed;
import org.weir.engine.flow.Sniffed.Protocol;
import org.weir.engine.sniff.SniffResult.Done;
import org.weir.engine.sniff.SniffResult.NeedMore;

class GreetingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SSH-2. | 22 | SSH",
                "220- | 25 | SMTP",
                "220 | 21 | FTP",
                "220 mail.lab.test ESMTP Postfix\\r\\n | 2500 | SMTP",
                "220 (vsFTPd 3.0.3)\\r\\n | 2121 | FTP",
                "220 welcome\\r\\n | 7000 | SERVER_FIRST",
                "+OK\\r | 110 | POP3",
                "'* OK ' | 143 | IMAP",
                "'* PREAUTH ' | 143 | IMAP",
                "hex:4a0000000a38 | 3306 | MYSQL",
                "hex:530000000a35 | 3306 | MYSQL",
                "hex:2a0000000a31 | 3306 | MYSQL",
                "hex:2b0000000a31 | 3306 | MYSQL",
                "hex:320000000a31 | 3306 | MYSQL",
                "hex:17000000ff1004 | 3306 | MYSQL",
                "R | 5900 | NEED",
                "RF | 5900 | SERVER_FIRST",
                "hex:00ff | 1 | SERVER_FIRST",
            })
    void greetings(String text, int port, String expected) {
        var bytes = OpenersTest.bytes(text.startsWith("220") && text.length() == 3 ? text + " " : text);
        for (var end = 0; end < bytes.length; end++) {
            assertThat(Greeting.sniff(ByteBuffer.wrap(bytes, 0, end), port))
                    .as("%d bytes", end)
                    .isInstanceOf(NeedMore.class);
        }
        var result = Greeting.sniff(ByteBuffer.wrap(bytes), port);
        if (expected.equals("NEED")) {
            assertThat(result).isEqualTo(new NeedMore(bytes.length + 1));
        } else {
            assertThat(result).isEqualTo(new Done(new Sniffed(Protocol.valueOf(expected), null, List.of())));
        }
    }

    @Test
    void anEndlessLineEnds() {
        var bytes = OpenersTest.bytes("220 " + "x".repeat(600));
        assertThat(Greeting.sniff(ByteBuffer.wrap(bytes), 7000)).isInstanceOf(Done.class);
    }

    @Test
    void randomBytesAreNeverUnknownAndNeverFail() {
        var random = new Random(31);
        for (var round = 0; round < 50_000; round++) {
            var bytes = new byte[1 + random.nextInt(40)];
            random.nextBytes(bytes);
            bytes[0] = random.nextBoolean() ? (byte) "S2+*J".charAt(random.nextInt(5)) : bytes[0];
            if (Greeting.sniff(ByteBuffer.wrap(bytes), 0) instanceof Done(var sniffed)) {
                assertThat(sniffed.protocol()).as("round %d", round).isNotEqualTo(Protocol.UNKNOWN);
            }
        }
    }
}
