package org.weir.ui.prefs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file by which a desktop starts this program when its user logs in (freedesktop.org, Desktop Application Autostart
 * Specification). Only its user's; nothing of the system is touched. All methods but {@link #content} wait for the disk.
 *
 * @param file where it is
 * @param program the launcher, an absolute path
 */
public record Autostart(Path file, String program) {
    private static final String NAME = "autostart/weir-ui.desktop";

    /** @param config the user's folder of configuration, as XDG_CONFIG_HOME names it */
    public static Autostart in(Path config, String program) {
        return new Autostart(config.resolve(NAME), program);
    }

    /** What is in it. Starts in the tray: nobody asked for a window. */
    public String content() {
        return """
                [Desktop Entry]
                Type=Application
                Name=Weir
                Comment=Shows which app talks to whom
                Exec=%s --hidden
                Terminal=false
                StartupNotify=false
                X-GNOME-Autostart-enabled=true
                """.formatted(quoted(program));
    }

    /** As the Desktop Entry Specification wants an argument of Exec: quoted, and escaped once more as a string of the file. */
    static String quoted(String argument) {
        var text = new StringBuilder("\"");
        for (var i = 0; i < argument.length(); i++) {
            var c = argument.charAt(i);
            switch (c) {
                // The file's own rule for strings makes one of each two again.
                case '\\' -> text.append("\\\\\\\\");
                case '"', '`', '$' -> text.append("\\\\").append(c);
                case '%' -> text.append("%%");
                default -> text.append(c);
            }
        }
        return text.append('"').toString();
    }

    /** Whether it is there, whoever wrote it. */
    public boolean exists() {
        return Files.exists(file);
    }

    /** Makes it as {@link #content} says. */
    public void write() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content(), StandardCharsets.UTF_8);
    }

    /** Takes it away; fine when it is not there. */
    public void remove() throws IOException {
        Files.deleteIfExists(file);
    }
}
