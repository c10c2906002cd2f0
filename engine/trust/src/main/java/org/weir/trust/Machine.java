package org.weir.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Whose stores are meant: a file system and a user.
 *
 * @param root the file system's root; another than {@code /} for images that are prepared, and for tests
 * @param home the user's home folder, in no need of {@code root}
 * @param environment of the user's shell
 */
public record Machine(Path root, Path home, Map<String, String> environment) {
    /** Where programs are looked for besides PATH: a user's PATH may lack them. */
    private static final String SYSTEM_PROGRAMS = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public Machine {
        environment = Map.copyOf(environment);
    }

    /** The file system under {@code root}, and the user that the environment tells of. */
    public static Machine of(Path root, Map<String, String> environment) {
        var home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        return new Machine(root, Path.of(home), environment);
    }

    /** A path of the file system that is meant, for example {@code etc/ssl}. */
    Path path(String relative) {
        return root.resolve(relative);
    }

    boolean isHere() {
        return root.equals(Path.of("/"));
    }

    /** A folder that an XDG variable names, or the usual one under the home folder. */
    Path userFolder(String variable, String usual) {
        var named = environment.getOrDefault(variable, "");
        return (named.startsWith("/") ? Path.of(named) : home.resolve(usual)).resolve("weir");
    }

    /** An executable program of that name. */
    Optional<Path> program(String name) {
        for (var folder : (environment.getOrDefault("PATH", "") + ":" + SYSTEM_PROGRAMS).split(":")) {
            if (folder.startsWith("/") && Files.isExecutable(Path.of(folder, name))) {
                return Optional.of(Path.of(folder, name));
            }
        }
        return Optional.empty();
    }

    /** Whether the home folder is the calling user's own: as root in somebody's home, files would get the wrong owner. */
    boolean ownsHome() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(Files.getAttribute(home, "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
