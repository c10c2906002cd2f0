package org.weir.ui.tray;

import static org.awaitility.Awaitility.await;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.weir.testkit.lab.XServer;
import org.weir.ui.state.Condition;

/** An X server without a screen, a session bus, a panel with a tray, and a program: as a user's desktop. */
final class Desktop implements AutoCloseable {
    /** Pixels from the upper edge in which the panel lies. */
    private static final int PANEL = 40;

    /** A JVM and a window start, on a busy machine. */
    private static final Duration ICON = Duration.ofSeconds(40);

    /** The panel asks the program for the menu first; on a busy machine. */
    private static final Duration MENU = Duration.ofSeconds(20);

    /** Half of ours. */
    private static final int MENU_PIXELS = 20_000;

    /** Half of an item in a menu of its own. */
    private static final int SUBMENU_PIXELS = 1_500;

    private final Path home;
    private final XServer screen;
    private final Process session;
    private final Writer words;

    record Point(int x, int y) {}

    /** @param command is run on the desktop */
    Desktop(Path home, List<String> command) throws IOException {
        this.home = home;
        screen = XServer.start();
        copy("xfce4-panel.xml", home.resolve(".config/xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml"));
        var script = home.resolve("session.sh");
        copy("session.sh", script);
        Files.createDirectories(home.resolve("runtime"));
        var line = new ArrayList<>(List.of("dbus-run-session", "--", "bash", script.toString(), home.toString()));
        line.addAll(command);
        var builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("session.log").toFile());
        builder.environment().put("DISPLAY", screen.display());
        builder.environment().remove("WAYLAND_DISPLAY");
        builder.environment().put("LANG", "C.UTF-8");
        // For the bus itself: what it starts (xfconfd, which knows the panel's layout) has its environment, not the
        // script's.
        builder.environment().put("HOME", home.toString());
        builder.environment().put("XDG_CONFIG_HOME", home.resolve(".config").toString());
        builder.environment().put("XDG_CACHE_HOME", home.resolve(".cache").toString());
        builder.environment().put("XDG_DATA_HOME", home.resolve(".local/share").toString());
        builder.environment().put("XDG_RUNTIME_DIR", home.resolve("runtime").toString());
        session = builder.start();
        words = session.outputWriter();
    }

    private static void copy(String name, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        try (var in = Desktop.class.getResourceAsStream(name)) {
            Files.copy(Objects.requireNonNull(in, name), to);
        }
    }

    /** The packaged window, hidden, on the engine that listens at socket; tray: empty, or a {@code -D…} for the JVM. */
    static List<String> window(Path socket, String tray) throws IOException {
        return List.of(
                "env",
                "WEIR_UI_JVM=-Dprism.order=sw " + tray,
                Path.of(System.getProperty("weir.root"))
                        .toRealPath()
                        .resolve("app-ui/target/dist/bin/weir-ui")
                        .toString(),
                "--socket",
                socket.toString(),
                "--lang",
                "en",
                "--hidden");
    }

    /** Where the icon is, once it shows this. */
    Point icon(Condition condition) {
        var colour = condition.tone().rgb();
        await().atMost(ICON)
                .pollInterval(300, TimeUnit.MILLISECONDS)
                .until(() -> inPanel(colour).isPresent());
        return inPanel(colour).orElseThrow();
    }

    /** For {@code session.sh}. */
    void say(String word) throws IOException {
        words.write(word + "\n");
        words.flush();
    }

    /** What can be seen. */
    BufferedImage picture() {
        return screen.picture();
    }

    /** The middle of what has this colour within the panel, if there is enough of it. */
    Optional<Point> inPanel(int rgb) {
        var picture = picture();
        var count = 0;
        var sumX = 0L;
        var sumY = 0L;
        for (var y = 0; y < Math.min(PANEL, picture.getHeight()); y++) {
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

    /** How much of the desktop below the panel is light: a menu is, the desktop and tooltips are dark. */
    private int lightBelowPanel() {
        var picture = picture();
        var light = 0;
        for (var y = PANEL; y < picture.getHeight(); y++) {
            for (var x = 0; x < picture.getWidth(); x++) {
                if (near(picture.getRGB(x, y), 0xffffff)) {
                    light++;
                }
            }
        }
        return light;
    }

    private static boolean near(int one, int other) {
        return Math.abs((one >> 16 & 255) - (other >> 16 & 255))
                        + Math.abs((one >> 8 & 255) - (other >> 8 & 255))
                        + Math.abs((one & 255) - (other & 255))
                < 24;
    }

    void click(Point at, int button) {
        screen.tool(
                "xdotool",
                "mousemove",
                Integer.toString(at.x()),
                Integer.toString(at.y()),
                "click",
                Integer.toString(button));
    }

    /** Opens the menu of an icon and waits until it is seen. */
    void openMenu(Point icon) {
        click(icon, 3);
        await().atMost(MENU).until(() -> lightBelowPanel() > MENU_PIXELS);
    }

    /** As openMenu, for a menu of any colour. */
    void openPlainMenu(Point icon) {
        var before = picture();
        click(icon, 3);
        await().atMost(MENU).until(() -> changedBelowPanel(before) > MENU_PIXELS);
    }

    private int changedBelowPanel(BufferedImage before) {
        var now = picture();
        var changed = 0;
        for (var y = PANEL; y < now.getHeight(); y++) {
            for (var x = 0; x < now.getWidth(); x++) {
                if (!near(now.getRGB(x, y), before.getRGB(x, y))) {
                    changed++;
                }
            }
        }
        return changed;
    }

    void doubleClick(Point at) {
        screen.tool(
                "xdotool",
                "mousemove",
                Integer.toString(at.x()),
                Integer.toString(at.y()),
                "click",
                "--repeat",
                "2",
                "--delay",
                "60",
                "1");
    }

    /** Opens the submenu of the chosen item and waits until it is seen: keys that come sooner move on in the menu itself. */
    void openSubmenu() {
        var before = lightBelowPanel();
        keys("Right");
        await().atMost(MENU).until(() -> lightBelowPanel() > before + SUBMENU_PIXELS);
    }

    void keys(String... keys) {
        var line = new ArrayList<>(List.of("xdotool", "key", "--delay", "120"));
        line.addAll(Arrays.asList(keys));
        screen.tool(line.toArray(String[]::new));
    }

    /** Whether a window with this title can be seen. */
    boolean window(String title) {
        return screen.shows(title);
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
            endServices();
            screen.close();
        }
    }

    /** What the bus started outlives it for a moment, and writes into a home that is about to be removed. */
    private void endServices() {
        var left = ProcessHandle.allProcesses().filter(this::isOurs).toList();
        left.forEach(ProcessHandle::destroyForcibly);
        await().atMost(MENU).until(() -> left.stream().noneMatch(ProcessHandle::isAlive));
    }

    private boolean isOurs(ProcessHandle process) {
        try {
            var environment =
                    Files.readString(Path.of("/proc/" + process.pid() + "/environ"), StandardCharsets.ISO_8859_1);
            return environment.contains("HOME=" + home + "\0");
        } catch (IOException e) {
            // Ended meanwhile.
            return false;
        }
    }
}
