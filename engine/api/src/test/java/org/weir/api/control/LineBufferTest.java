package org.weir.api.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineBufferTest {
    private static final long SEED = 4711;

    @Test
    void linesComeOutWhateverThePieces() throws IOException {
        var text = "one\n\ntwo and a half\nthree\n".getBytes(StandardCharsets.UTF_8);
        for (var size = 1; size <= text.length; size++) {
            assertThat(lines(text, size))
                    .as("pieces of %d", size)
                    .containsExactly("one", "", "two and a half", "three");
        }
    }

    @Test
    void randomLinesInRandomPiecesComeOutTheSame() throws IOException {
        var random = new Random(SEED);
        for (var round = 0; round < 200; round++) {
            var sent = new ArrayList<String>();
            for (var i = random.nextInt(20); i > 0; i--) {
                sent.add("x".repeat(random.nextInt(5_000)));
            }
            var text = (sent.isEmpty() ? "" : String.join("\n", sent) + "\n").getBytes(StandardCharsets.UTF_8);
            assertThat(lines(text, 1 + random.nextInt(9_000)))
                    .as("seed %d, round %d", SEED, round)
                    .isEqualTo(sent);
        }
    }

    @Test
    void theLongestLineIsTaken() throws IOException {
        var buffer = new LineBuffer(10);
        buffer.add("123456789\n".getBytes(StandardCharsets.UTF_8), 10);
        assertThat(buffer.next()).hasSize(9);
    }

    @Test
    void aLongerLineIsRefusedBeforeItsEnd() {
        var buffer = new LineBuffer(10);
        buffer.add("1234567890".getBytes(StandardCharsets.UTF_8), 10);
        assertThatThrownBy(buffer::next).isInstanceOf(IOException.class).hasMessageContaining("longer than 10");
    }

    private static List<String> lines(byte[] text, int size) throws IOException {
        var buffer = new LineBuffer(10_000);
        var lines = new ArrayList<String>();
        for (var from = 0; from < text.length; from += size) {
            var piece = Arrays.copyOfRange(text, from, Math.min(text.length, from + size));
            buffer.add(piece, piece.length);
            for (var line = buffer.next(); line != null; line = buffer.next()) {
                lines.add(new String(line, StandardCharsets.UTF_8));
            }
        }
        return lines;
    }
}
