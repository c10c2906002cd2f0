package org.weir.engine.history;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where captured bodies lie: one file each, those of {@value #FOLDER_SPAN} neighbouring exchanges in a folder, which is what
 * retention removes. A file may be shorter than its exchange says (a crash, a full disk); readers take what is there.
 */
final class BodyFiles {
    /** Few enough that a removed folder is no big loss, many enough that there are not too many folders. */
    private static final int FOLDER_SPAN = 256;

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path root;
    private final AtomicLong total = new AtomicLong();

    /** One folder of bodies. */
    record Folder(Path path, long number, long bytes, long changedMs) {}

    BodyFiles(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    /** Bytes of all bodies, as far as they were counted. */
    long total() {
        return total.get();
    }

    void grown(long bytes) {
        total.addAndGet(bytes);
    }

    /** Opens a body for appending; a new one belongs to us alone (0600). */
    FileChannel append(BodyKey key) throws IOException {
        var file = path(key);
        var options = EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        try {
            return FileChannel.open(file, options, OWNER_FILE);
        } catch (NoSuchFileException e) {
            Files.createDirectories(file.getParent(), OWNER_FOLDER);
            return FileChannel.open(file, options, OWNER_FILE);
        }
    }

    /** Null when there is no such body (any more). */
    @Nullable
    FileChannel read(BodyKey key) throws IOException {
        try {
            return FileChannel.open(path(key), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** How much of a body is there; -1 when it is not. */
    long size(BodyKey key) {
        try {
            return Files.size(path(key));
        } catch (IOException e) {
            return -1;
        }
    }

    /** No exchange with this id or a higher one has a body. Looks at names only. */
    long beyondLast() {
        var last = -1L;
        try (var entries = Files.newDirectoryStream(root, BodyFiles::isFolder)) {
            for (var path : entries) {
                last = Math.max(last, number(path));
            }
        } catch (IOException e) {
            return 0;
        }
        return (last + 1) * FOLDER_SPAN;
    }

    /** Looks at every file; oldest first. For a thread that may wait. */
    List<Folder> scan() throws IOException {
        var found = new ArrayList<Folder>();
        var sum = 0L;
        var before = total.get();
        if (Files.isDirectory(root)) {
            try (var entries = Files.newDirectoryStream(root, BodyFiles::isFolder)) {
                for (var path : entries) {
                    var folder = look(path);
                    found.add(folder);
                    sum += folder.bytes();
                }
            }
        }
        // What was written meanwhile may be counted twice; the next scan puts it right.
        total.addAndGet(sum - before);
        found.sort(Comparator.comparingLong(Folder::number));
        return found;
    }

    void remove(Folder folder) throws IOException {
        removeTree(folder.path());
        total.addAndGet(-folder.bytes());
    }

    void removeAll() throws IOException {
        removeTree(root);
        total.set(0);
    }

    private static boolean isFolder(Path path) {
        return number(path) >= 0;
    }

    private static long number(Path folder) {
        var name = folder.getFileName().toString();
        return name.matches("[0-9]{1,18}") ? Long.parseLong(name) : -1;
    }

    private static Folder look(Path folder) throws IOException {
        var bytes = 0L;
        var changed = 0L;
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                try {
                    var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                    bytes += attributes.size();
                    changed = Math.max(changed, attributes.lastModifiedTime().toMillis());
                } catch (NoSuchFileException e) {
                    // Removed meanwhile.
                }
            }
        }
        return new Folder(folder, number(folder), bytes, changed);
    }

    private static void removeTree(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failed) throws IOException {
                // The writer may be making a new one in it: then it stays for the next time.
                try {
                    Files.deleteIfExists(visited);
                } catch (java.nio.file.DirectoryNotEmptyException e) {
                    return FileVisitResult.CONTINUE;
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private Path path(BodyKey key) {
        return root.resolve(Long.toString(key.exchange() / FOLDER_SPAN))
                .resolve(key.exchange() + "." + key.side().suffix());
    }
}
