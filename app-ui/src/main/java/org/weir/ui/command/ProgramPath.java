package org.weir.ui.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where programs are. */
final class ProgramPath {
    /** Besides PATH: that of a desktop session may lack the folders of administration. */
    private static final String SYSTEM = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final String path;

    ProgramPath(Map<String, String> environment) {
        path = environment.getOrDefault("PATH", "") + ":" + SYSTEM;
    }

    Optional<Path> find(String name) {
        for (var folder : path.split(":", -1)) {
            if (folder.startsWith("/") && Files.isExecutable(Path.of(folder, name))) {
                return Optional.of(Path.of(folder, name));
            }
        }
        return Optional.empty();
    }
}
