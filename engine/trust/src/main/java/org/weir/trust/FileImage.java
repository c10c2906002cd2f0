package org.weir.trust;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads and replaces whole files, with owner and rights kept; a crash leaves the old or the new one. */
final class FileImage {
    /** Hash that stands for "no such file". */
    static final String ABSENT = "absent";

    /** No store is larger; what is, is not touched. */
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    private FileImage() {}

    /** The content, or null when there is no file. */
    static byte @Nullable [] read(Path file) throws IOException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException(file + " is larger than any store that we know");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** 64 hex digits, or {@link #ABSENT}. */
    static String hash(Path file) throws IOException {
        return hash(read(file));
    }

    static String hash(byte @Nullable [] content) {
        return content == null ? ABSENT : CaCertificate.sha256(content);
    }

    /**
     * Puts this content there, or removes the file when it is null. A file that exists keeps owner and rights.
     *
     * @param rights of a file that does not exist, as {@code ls} writes them
     */
    static void put(Path file, byte @Nullable [] content, String rights) throws IOException {
        if (content == null) {
            Files.deleteIfExists(file);
            sync(file.getParent());
            return;
        }
        var temporary = file.resolveSibling("." + file.getFileName() + ".weir-new");
        Files.deleteIfExists(temporary);
        try {
            try (var out = FileChannel.open(
                    temporary,
                    EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                var left = ByteBuffer.wrap(content);
                while (left.hasRemaining()) {
                    out.write(left);
                }
                if (Files.exists(file)) {
                    likeBefore(file, temporary);
                } else {
                    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString(rights));
                }
                out.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        sync(file.getParent());
    }

    /** Makes a folder and those above it; returns those that were made, the deepest last. */
    static List<Path> makeFolders(Path folder, String rights) throws IOException {
        var made = new ArrayList<Path>();
        for (var missing = folder; missing != null && !Files.exists(missing); missing = missing.getParent()) {
            made.addFirst(missing);
        }
        for (var one : made) {
            Files.createDirectory(one);
            Files.setPosixFilePermissions(one, PosixFilePermissions.fromString(rights));
        }
        return made;
    }

    /** Removes a folder and all that is in it. */
    static void removeTree(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (var one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(one);
            }
        }
    }

    private static void likeBefore(Path file, Path temporary) throws IOException {
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
        for (var owner : List.of("unix:uid", "unix:gid")) {
            var wanted = Files.getAttribute(file, owner);
            if (!wanted.equals(Files.getAttribute(temporary, owner))) {
                Files.setAttribute(temporary, owner, wanted);
            }
        }
        Files.setPosixFilePermissions(temporary, rights);
    }

    private static void sync(Path folder) throws IOException {
        if (folder == null || !Files.isDirectory(folder)) {
            return;
        }
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
