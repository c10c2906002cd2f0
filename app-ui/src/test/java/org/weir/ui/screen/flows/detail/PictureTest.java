package org.weir.ui.screen.flows.detail;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.ui.main.Fx;

class PictureTest {
    @BeforeAll
    static void start() {
        Fx.start();
    }

    private static byte[] made(String format) throws IOException {
        var out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), format, out))
                .isTrue();
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
    void isDrawn(String format) throws IOException {
        var picture = Picture.of(made(format));
        assertThat(picture.problem()).isEmpty();
        assertThat(picture.image().getWidth()).isEqualTo(40);
        assertThat(picture.image().getHeight()).isEqualTo(30);
    }

    @ParameterizedTest
    @CsvSource({
        "RIFF1234WEBPVP8 ,WebP",
        "....ftypavif....,AVIF",
        "....ftypheic....,HEIF",
        "II*~....,TIFF",
        "nothing that we know,''",
        "'',''"
    })
    void whatCannotBeDrawnIsNamed(String begin, String format) {
        var picture = Picture.of(begin.replace('~', '\0').getBytes(StandardCharsets.ISO_8859_1));
        assertThat(picture.image()).isNull();
        assertThat(picture.problem()).isEqualTo("foreign");
        assertThat(picture.format()).isEqualTo(format);
    }

    /** A few bytes that claim to be gigabytes. */
    @Test
    void whatClaimsToBeEnormousIsNotDecoded() throws IOException {
        var png = made("png");
        ByteBuffer.wrap(png).putInt(16, 100_000).putInt(20, 100_000);
        assertThat(Picture.of(png).problem()).isEqualTo("large");
        var gif = made("gif");
        gif[6] = gif[7] = gif[8] = gif[9] = (byte) 0xff;
        assertThat(Picture.of(gif)).satisfies(each -> assertThat(each.problem()).isEqualTo("large"));
    }

    @Test
    void ofAFilmOnlyTheFirstPictureIsTaken() throws IOException {
        var gif = made("gif");
        var frames = new ByteArrayOutputStream();
        frames.write(gif, 0, gif.length - 1);
        // The same picture again, 200 times: all that lies between the head and the end.
        var head = 13 + 3 * (2 << (gif[10] & 7));
        for (var i = 0; i < 200; i++) {
            frames.write(gif, head, gif.length - 1 - head);
        }
        frames.write(0x3b);
        assertThat(Picture.of(frames.toByteArray()).image().getWidth()).isEqualTo(40);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
    void brokenOnesAreNoAccident(String format) throws IOException {
        var whole = made(format);
        var random = new Random(7);
        for (var length = 0; length < whole.length; length += 1 + whole.length / 50) {
            Picture.of(Arrays.copyOf(whole, length));
        }
        for (var round = 0; round < 200; round++) {
            var other = whole.clone();
            for (var i = 0; i < 3; i++) {
                other[random.nextInt(other.length)] = (byte) random.nextInt(256);
            }
            Picture.of(other);
        }
    }
}
