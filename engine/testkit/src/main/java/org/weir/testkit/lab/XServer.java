package org.weir.testkit.lab;

import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** An X server without a screen (Xvfb), and what can be seen and done there. Needs xdotool and ImageMagick. */
public final class XServer implements AutoCloseable {
    /** A tool that takes longer hangs. */
    private static final int TOOL_SECONDS = 20;

    /** Family, address and display number of a cookie that is for everybody (Xau: FamilyWild). */
    private static final int FOR_EVERYBODY = 0xffff;

    private static final String KIND = "MIT-MAGIC-COOKIE-1";
    private static final int COOKIE_BYTES = 16;

    private final Process process;
    private final String display;
    private final @Nullable Path authority;

    private XServer(@Nullable Path authority) throws IOException {
        this.authority = authority;
        var line = new ArrayList<>(List.of("Xvfb", "-displayfd", "1", "-screen", "0", "1280x900x24"));
        line.addAll(List.of("-nolisten", "tcp", "-noreset"));
        if (authority != null) {
            line.addAll(List.of("-auth", authority.toString()));
        }
        process = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var number =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        display = ":" + Objects.requireNonNull(number, "Xvfb did not start").strip();
    }

    /** Lets everybody on this machine in. */
    public static XServer start() throws IOException {
        return new XServer(null);
    }

    /**
     * Lets in who can read a cookie, as the X servers of real desktops do.
     *
     * @param authority the file to write it to
     */
    public static XServer withCookie(Path authority) throws IOException {
        var cookie = new byte[COOKIE_BYTES];
        new Random().nextBytes(cookie);
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeShort(FOR_EVERYBODY);
        out.writeShort(0);
        out.writeShort(0);
        out.writeShort(KIND.length());
        out.writeBytes(KIND);
        out.writeShort(cookie.length);
        out.write(cookie);
        Files.write(authority, bytes.toByteArray());
        return new XServer(authority);
    }

    /** For DISPLAY. */
    public String display() {
        return display;
    }

    /** What can be seen. */
    public BufferedImage picture() {
        try {
            var file = Files.createTempFile("weir-screen", ".png");
            try {
                tool("import", "-window", "root", file.toString());
                return Objects.requireNonNull(ImageIO.read(file.toFile()), "no picture");
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many colours can be seen: a window that shows nothing has a handful. */
    public int colours() {
        var picture = picture();
        var colours = new HashSet<Integer>();
        for (var y = 0; y < picture.getHeight(); y++) {
            for (var x = 0; x < picture.getWidth(); x++) {
                colours.add(picture.getRGB(x, y));
            }
        }
        return colours.size();
    }

    /** Whether a window with this title can be seen. */
    public boolean shows(String title) {
        return !tool("xdotool", "search", "--onlyvisible", "--name", title).isBlank();
    }

    /** Runs a program there to its end; returns what it printed. */
    public String tool(String... line) {
        try {
            var builder = new ProcessBuilder(line).redirectErrorStream(true);
            builder.environment().put("DISPLAY", display);
            if (authority != null) {
                builder.environment().put("XAUTHORITY", authority.toString());
            }
            var tool = builder.start();
            var out = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            tool.waitFor(TOOL_SECONDS, TimeUnit.SECONDS);
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
