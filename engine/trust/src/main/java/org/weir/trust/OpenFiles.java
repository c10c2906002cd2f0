package org.weir.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which files programs of this user have open, by /proc. Others' programs cannot be seen; they have no business there. */
final class OpenFiles {
    private OpenFiles() {}

    static boolean anyOf(List<Path> files) {
        var wanted = new HashSet<Path>();
        for (var file : files) {
            try {
                wanted.add(file.toRealPath());
            } catch (IOException e) {
                // What does not exist is not open.
            }
        }
        return !wanted.isEmpty() && anyProcess(wanted);
    }

    private static boolean anyProcess(Set<Path> wanted) {
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                if (has(process.resolve("fd"), wanted)) {
                    return true;
                }
            }
        } catch (IOException e) {
            // Without /proc nothing is known, and the careful answer costs little.
            return true;
        }
        return false;
    }

    private static boolean has(Path descriptors, Set<Path> wanted) {
        try (var all = Files.newDirectoryStream(descriptors)) {
            for (var one : all) {
                if (wanted.contains(Files.readSymbolicLink(one))) {
                    return true;
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // Ended meanwhile, or somebody else's.
        }
        return false;
    }
}
