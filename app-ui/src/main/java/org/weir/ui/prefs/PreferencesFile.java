package org.weir.ui.prefs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.api.rpc.RpcCodec;
import tools.jackson.core.JacksonException;

/** Keeps {@link Preferences} in a file, written whole and then renamed. A file that cannot be read is the default. */
public final class PreferencesFile {
    private static final Logger LOG = LoggerFactory.getLogger(PreferencesFile.class);

    /** Far above what we write; a larger one is not ours. */
    private static final long MAX_BYTES = 256 * 1024;

    private final @Nullable Path file;
    private final Executor writer;
    private Preferences now;
    private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);

    /**
     * @param file null: remember nothing
     * @param writer where the disk is waited for
     */
    public PreferencesFile(@Nullable Path file, Executor writer) {
        this.file = file;
        this.writer = writer;
        this.now = read(file);
    }

    /** The user's folder of configuration; null when nothing is remembered. */
    public @Nullable Path config() {
        var ours = file == null ? null : file.getParent();
        return ours == null ? null : ours.getParent();
    }

    public synchronized Preferences get() {
        return now;
    }

    /** Changes them at once here, and soon on the disk. */
    public synchronized void change(UnaryOperator<Preferences> how) {
        var next = how.apply(now);
        if (next.equals(now)) {
            return;
        }
        now = next;
        // One after the other, so that the last change is what stays.
        written = written.thenRunAsync(() -> write(next), writer);
    }

    /** Completed when everything up to now is on the disk. */
    public synchronized CompletableFuture<Void> written() {
        return written;
    }

    private static Preferences read(@Nullable Path file) {
        try {
            if (file == null || !Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
                return Preferences.DEFAULT;
            }
            var read = RpcCodec.json().readValue(Files.readAllBytes(file), Preferences.class);
            return read == null ? Preferences.DEFAULT : read;
        } catch (IOException | JacksonException e) {
            LOG.warn("{} cannot be read, using the defaults: {}", file, e.toString());
            return Preferences.DEFAULT;
        }
    }

    private void write(Preferences what) {
        if (file == null) {
            return;
        }
        try {
            Files.createDirectories(file.getParent());
            var fresh = Files.createTempFile(
                    file.getParent(),
                    "ui",
                    ".tmp",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(fresh, RpcCodec.json().writeValueAsBytes(what));
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | JacksonException e) {
            LOG.warn("{} cannot be written: {}", file, e.toString());
        }
    }
}
