package org.weir.trust;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.weir.api.rpc.RpcCodec;
import tools.jackson.core.JacksonException;

/**
 * What of ours is in which store, and what was there before: written and synced before a store is changed. Held by one
 * process at a time. When the last entry goes, so does everything of the ledger.
 */
final class Ledger implements AutoCloseable {
    private static final int VERSION = 1;
    private static final int MOST_BYTES = 4 * 1024 * 1024;
    private static final String PRIVATE_FILE = "rw-------";
    private static final String PRIVATE_FOLDER = "rwx------";

    private final Path folder;
    private final FileChannel lock;
    private final List<String> folders;
    private final List<LedgerEntry> entries;

    /** The file's content. */
    private record Content(int version, List<String> folders, List<LedgerEntry> entries) {}

    private Ledger(Path folder, FileChannel lock, List<String> folders, List<LedgerEntry> entries) {
        this.folder = folder;
        this.lock = lock;
        this.folders = new ArrayList<>(folders);
        this.entries = new ArrayList<>(entries);
    }

    /** The entries, without holding the ledger: nothing may be changed by them. */
    static List<LedgerEntry> peek(Path folder) throws IOException {
        return read(folder).entries();
    }

    /** @throws IOException when it cannot be read, or another command holds it */
    static Ledger open(Path folder) throws IOException {
        var made = FileImage.makeFolders(folder, PRIVATE_FOLDER);
        var lock = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() == null) {
                throw new OverlappingFileLockException();
            }
            var content = read(folder);
            var folders = new ArrayList<>(content.folders());
            made.forEach(one -> folders.add(one.toString()));
            return new Ledger(folder, lock, folders, content.entries());
        } catch (OverlappingFileLockException e) {
            lock.close();
            throw new IOException("another 'weir trust' is at work; try again when it is done", e);
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    List<LedgerEntry> entries() {
        return List.copyOf(entries);
    }

    /** Adds an entry. Its files' contents must have been {@link #keep kept}. */
    void add(LedgerEntry entry) throws IOException {
        entries.add(entry);
        save();
    }

    void replace(LedgerEntry former, UnaryOperator<LedgerEntry> change) throws IOException {
        entries.set(entries.indexOf(former), change.apply(former));
        save();
    }

    void drop(LedgerEntry entry) throws IOException {
        entries.remove(entry);
        save();
        forgetContents();
    }

    /** Keeps what is in a file now; returns its hash. */
    String keep(Path file) throws IOException {
        var content = FileImage.read(file);
        var hash = FileImage.hash(content);
        if (content != null && !Files.exists(saved(hash))) {
            FileImage.makeFolders(folder.resolve("saved"), PRIVATE_FOLDER);
            FileImage.put(saved(hash), content, PRIVATE_FILE);
        }
        return hash;
    }

    /** What was kept; null for a file that did not exist. */
    byte @Nullable [] kept(String hash) throws IOException {
        if (hash.equals(FileImage.ABSENT)) {
            return null;
        }
        var content = FileImage.read(saved(hash));
        if (content == null || !FileImage.hash(content).equals(hash)) {
            throw new IOException("what was saved of a store is gone or damaged: " + saved(hash));
        }
        return content;
    }

    /** Gives the ledger back; an empty one leaves nothing behind. */
    @Override
    public void close() throws IOException {
        try (lock) {
            if (!entries.isEmpty()) {
                return;
            }
            Files.deleteIfExists(file(folder));
            forgetContents();
            Files.deleteIfExists(folder.resolve("saved"));
            Files.deleteIfExists(folder.resolve("lock"));
            removeFolders(folders);
        }
    }

    /** Removes those of these folders that are empty, the deepest (the last) first. */
    static void removeFolders(List<String> made) throws IOException {
        for (var one : made.reversed()) {
            try {
                Files.deleteIfExists(Path.of(one));
            } catch (DirectoryNotEmptyException e) {
                // Somebody else has found it useful.
            }
        }
    }

    private void forgetContents() throws IOException {
        var needed = new HashSet<String>();
        for (var entry : entries) {
            entry.files().forEach(change -> needed.add(change.before()));
            entry.derived().forEach(change -> needed.add(change.before()));
        }
        try (var all = Files.newDirectoryStream(folder.resolve("saved"))) {
            for (var one : all) {
                if (!needed.contains(one.getFileName().toString())) {
                    Files.delete(one);
                }
            }
        } catch (NoSuchFileException e) {
            // Nothing was ever kept.
        }
    }

    private void save() throws IOException {
        var bytes = RpcCodec.json().writeValueAsBytes(new Content(VERSION, folders, entries));
        FileImage.put(file(folder), bytes, PRIVATE_FILE);
    }

    private static Content read(Path folder) throws IOException {
        var bytes = FileImage.read(file(folder));
        if (bytes == null) {
            return new Content(VERSION, List.of(), List.of());
        }
        try {
            if (bytes.length > MOST_BYTES) {
                throw new IllegalArgumentException("too large");
            }
            var content = RpcCodec.json().readValue(bytes, Content.class);
            if (content.version() != VERSION || content.entries() == null || content.folders() == null) {
                throw new IllegalArgumentException("not of this version");
            }
            return content;
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            throw new IOException(
                    file(folder) + " is damaged: without it nobody knows what to undo, so nothing is changed", e);
        }
    }

    private Path saved(String hash) {
        return folder.resolve("saved").resolve(hash);
    }

    private static Path file(Path folder) {
        return folder.resolve("ledger.json");
    }
}
