package org.weir.engine.http.edit;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the files that rules name. Called when rules are compiled, never for a request. */
@FunctionalInterface
public interface RuleFiles {
    /** Largest file that a rule may name, in bytes: it is kept in memory for as long as the rule is. */
    int MAX_BYTES = 1024 * 1024;

    /** The machine's files, as the engine's user may read them. */
    RuleFiles DISK = RuleFiles::fromDisk;

    /**
     * @return at most {@link #MAX_BYTES}
     * @throws IOException whose message is for the user
     */
    byte[] read(Path file) throws IOException;

    private static byte[] fromDisk(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException("there is no " + file + " that the engine can see");
        }
        if (!Files.isRegularFile(file)) {
            // Reading a pipe or a device could wait for ever.
            throw new IOException(file + " is no regular file");
        }
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException(file + " is larger than " + MAX_BYTES + " bytes");
            }
            return bytes;
        } catch (AccessDeniedException e) {
            throw new IOException("the engine's user may not read " + file, e);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no " + file, e);
        }
    }
}
