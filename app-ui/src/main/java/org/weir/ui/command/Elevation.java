package org.weir.ui.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How something is done as root from a window: polkit's {@code pkexec} asks for the password itself, so that we never see
 * it. Without it the user gets the command in words.
 *
 * @param root whether we are root ourselves
 * @param pkexec the program, or null where there is none
 */
public record Elevation(boolean root, @Nullable Path pkexec) {
    /** What stands in front of the command in words. */
    private static final String SUDO = "sudo ";

    /** What this machine has. */
    public static Elevation of(Map<String, String> environment) {
        var found = new ProgramPath(environment).find("pkexec").orElse(null);
        return new Elevation(isRoot(), found);
    }

    /** Whether the window itself can have it done. */
    public boolean possible() {
        return root || pkexec != null;
    }

    /** The command line that runs {@code command} as root; only when that is {@link #possible}. */
    List<String> line(List<String> command) {
        if (root) {
            return command;
        }
        var line = new ArrayList<String>();
        line.add(String.valueOf(pkexec));
        line.addAll(command);
        return line;
    }

    /** For a person to type. */
    public static String inWords(List<String> command) {
        return SUDO + String.join(" ", command.stream().map(Elevation::quoted).toList());
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
