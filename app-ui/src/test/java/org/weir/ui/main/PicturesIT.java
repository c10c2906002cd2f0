package org.weir.ui.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole thing at once: interceptor, engine, real clients in the lab, and the window on them, without a display. */
class PicturesIT {
    private static final long LIMIT_SECONDS = 150;

    /** A window that shows nothing has a handful of colours. */
    private static final int COLOURS = 60;

    @TempDir
    private Path folder;

    @Test
    void everyScreenHasItsPictureOfTheLiveLab() throws Exception {
        var root = Path.of(System.getProperty("weir.root")).toRealPath();
        var builder = new ProcessBuilder(
                        root.resolve("run").toString(),
                        "--seconds",
                        "120",
                        "--screenshot",
                        folder.resolve("pictures").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().put("WEIR_IS_BUILT", "1");
        var run = builder.start();
        assertThat(run.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue())
                .as(() -> {
                    try {
                        return Files.readString(folder.resolve("log"));
                    } catch (IOException e) {
                        return e.toString();
                    }
                })
                .isZero();
        for (var name : new String[] {
            "home-light",
            "home-dark",
            "flows-light",
            "flows-dark",
            "flow-refused-light",
            "flow-tls-dark",
            "flow-inspected-light"
        }) {
            var picture =
                    ImageIO.read(folder.resolve("pictures/" + name + ".png").toFile());
            var colours = new HashSet<Integer>();
            for (var y = 0; y < picture.getHeight(); y++) {
                for (var x = 0; x < picture.getWidth(); x++) {
                    colours.add(picture.getRGB(x, y));
                }
            }
            assertThat(colours.size()).as(name).isGreaterThan(COLOURS);
        }
    }
}
