package org.weir.ui.tray;

import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;

/** An X server without a screen, a session bus, a panel with a tray, and a program: as a user's desktop. */
final class Desktop implements AutoCloseable {
    private final Path home;
    private final Process xvfb;
    private final String display;
    private final Process session;
    private final Writer words;

    record Point(int x, int y) {}

    /** @param command is run on the desktop */
    Desktop(Path home, List<String> command) throws IOException {
        this.home = home;
        xvfb = new ProcessBuilder(
                        "Xvfb", "-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var number =
                new BufferedReader(new InputStreamReader(xvfb.getInputStream(), StandardCharsets.UTF_8)).readLine();
        display = ":" + Objects.requireNonNull(number, "Xvfb did not start").strip();
        copy("xfce4-panel.xml", home.resolve(".config/xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml"));
        var script = home.resolve("session.sh");
        copy("session.sh", script);
        Files.createDirectories(home.resolve("runtime"));
        var line = new ArrayList<>(List.of("dbus-run-session", "--", "bash", script.toString(), home.toString()));
        line.addAll(command);
        var builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("session.log").toFile());
        builder.environment().put("DISPLAY", display);
        builder.environment().remove("WAYLAND_DISPLAY");
        builder.environment().put("LANG", "C.UTF-8");
        session = builder.start();
        words = session.outputWriter();
    }

    private static void copy(String name, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        try (var in = Desktop.class.getResourceAsStream(name)) {
            Files.copy(Objects.requireNonNull(in, name), to);
        }
    }

    /** For {@code session.sh}. */
    void say(String word) throws IOException {
        words.write(word + "\n");
        words.flush();
    }

    /** What can be seen. */
    BufferedImage picture() {
        var file = home.resolve("screen.png");
        run("import", "-window", "root", file.toString());
        try {
            return Objects.requireNonNull(ImageIO.read(file.toFile()), "no picture");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The middle of what has this colour within the panel, if there is enough of it. */
    Optional<Point> inPanel(int rgb) {
        var picture = picture();
        var count = 0;
        var sumX = 0L;
        var sumY = 0L;
        for (var y = 0; y < Math.min(40, picture.getHeight()); y++) {
            for (var x = 0; x < picture.getWidth(); x++) {
                if (near(picture.getRGB(x, y), rgb)) {
                    count++;
                    sumX += x;
                    sumY += y;
                }
            }
        }
        return count < 60 ? Optional.empty() : Optional.of(new Point((int) (sumX / count), (int) (sumY / count)));
    }

    private static boolean near(int one, int other) {
        return Math.abs((one >> 16 & 255) - (other >> 16 & 255))
                        + Math.abs((one >> 8 & 255) - (other >> 8 & 255))
                        + Math.abs((one & 255) - (other & 255))
                < 24;
    }

    void click(Point at, int button) {
        run(
                "xdotool",
                "mousemove",
                Integer.toString(at.x()),
                Integer.toString(at.y()),
                "click",
                Integer.toString(button));
    }

    void keys(String... keys) {
        var line = new ArrayList<>(List.of("xdotool", "key", "--delay", "120"));
        line.addAll(Arrays.asList(keys));
        run(line.toArray(String[]::new));
    }

    /** Whether a window with this title can be seen. */
    boolean window(String title) {
        return !run("xdotool", "search", "--onlyvisible", "--name", title).isBlank();
    }

    private String run(String... line) {
        try {
            var builder = new ProcessBuilder(line).redirectErrorStream(true);
            builder.environment().put("DISPLAY", display);
            var process = builder.start();
            var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(20, TimeUnit.SECONDS);
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    String log() throws IOException {
        return Files.readString(home.resolve("ui.log"));
    }

    @Override
    public void close() throws IOException {
        try {
            words.close();
            if (!session.waitFor(10, TimeUnit.SECONDS)) {
                session.descendants().forEach(ProcessHandle::destroyForcibly);
                session.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            xvfb.destroy();
        }
    }
}
