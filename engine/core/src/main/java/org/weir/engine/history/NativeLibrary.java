package org.weir.engine.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the database's native library is unpacked to. */
final class NativeLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);

    /** Read by sqlite-jdbc when it loads its library, once for each process. */
    private static final String PROPERTY = "org.sqlite.tmpdir";

    private NativeLibrary() {}

    /**
     * Into this folder, unless the process was told another. A folder of ours: in /tmp another user could be faster, and what
     * a killed engine left there nobody would remove.
     */
    static void unpackInto(Path folder) {
        if (System.getProperty(PROPERTY) != null) {
            return;
        }
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            try (var left = Files.newDirectoryStream(folder, "sqlite-*")) {
                for (var file : left) {
                    Files.delete(file);
                }
            }
            System.setProperty(PROPERTY, folder.toAbsolutePath().toString());
        } catch (IOException e) {
            LOG.debug("the library goes to the system's folder: {}", e.toString());
        }
    }
}
