package org.weir.engine.store.rules;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.engine.store.AtomicFile;

/** rules.json and what lies beside it: the last good copy, and bad ones kept aside. Not safe for use by several threads. */
final class RulesFolder {
    private static final Logger LOG = LoggerFactory.getLogger(RulesFolder.class);

    /** Bad files that are kept; the oldest go. */
    static final int MAX_BAD = 5;

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    /** What is there. */
    sealed interface Found {
        record Missing() implements Found {}

        record Unreadable(String why) implements Found {}

        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Content(byte[] bytes) implements Found {}
    }

    /** Tells one state of a file from another; a rename changes the key, an edit in place time or size. */
    private record Signature(@Nullable Object key, Instant modified, long size) {}

    private final Path file;
    private final Path good;
    private @Nullable Signature seen;
    private byte @Nullable [] lastBad;

    RulesFolder(Path file) {
        this.file = file.toAbsolutePath();
        this.good = this.file.resolveSibling(file.getFileName() + ".good");
    }

    Found read() {
        seen = signature();
        return read(file);
    }

    Found readGood() {
        return read(good);
    }

    /** Empty while the file is as it was when it was read or written last. */
    Optional<Found> readIfChanged() {
        var present = signature();
        if (Objects.equals(present, seen)) {
            return Optional.empty();
        }
        var found = read(file);
        // Changed while it was read: the next look will see a quieter file.
        if (!Objects.equals(present, signature())) {
            return Optional.empty();
        }
        seen = present;
        return Optional.of(found);
    }

    /** Whether these bad bytes were met before; if not, the file will be read again at the next look. */
    boolean sameAsLastBad(byte[] bytes) {
        if (lastBad != null && Arrays.equals(lastBad, bytes)) {
            return true;
        }
        lastBad = bytes;
        seen = new Signature(null, Instant.EPOCH, -1);
        return false;
    }

    void write(byte[] content) throws IOException {
        AtomicFile.write(file, content);
        seen = signature();
        lastBad = null;
        keepGood(content);
    }

    /** Best effort: it only matters when the file itself turns bad. */
    void keepGood(byte[] content) {
        if (readGood() instanceof Found.Content(var bytes) && Arrays.equals(bytes, content)) {
            return;
        }
        try {
            AtomicFile.write(good, content);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("cannot keep {}: {}", good, why(e));
        }
    }

    /** Copies a bad file aside and says where, as the end of a sentence. The file itself is its author's to mend. */
    String keepBad(byte[] content) {
        lastBad = content;
        try {
            var kept = badOnes();
            for (var old : kept) {
                if (read(old) instanceof Found.Content(var bytes) && Arrays.equals(bytes, content)) {
                    return " (kept as " + old.getFileName() + ")";
                }
            }
            var aside = file.resolveSibling(file.getFileName() + ".bad-" + STAMP.format(Instant.now()));
            AtomicFile.write(aside, content);
            for (var i = 0; i <= kept.size() - MAX_BAD; i++) {
                Files.deleteIfExists(kept.get(i));
            }
            return " (kept as " + aside.getFileName() + ")";
        } catch (IOException | UnsupportedOperationException e) {
            return " (could not be kept aside: " + why(e) + ")";
        }
    }

    /** Oldest first. */
    private List<Path> badOnes() throws IOException {
        var list = new ArrayList<Path>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(Objects.requireNonNull(file.getParent()), file.getFileName() + ".bad-*")) {
            found.forEach(list::add);
        }
        list.sort(Comparator.comparing(Path::toString));
        return list;
    }

    private static Found read(Path path) {
        try (var in = Files.newInputStream(path)) {
            return new Found.Content(in.readNBytes(RulesFile.MAX_BYTES + 1));
        } catch (NoSuchFileException e) {
            return new Found.Missing();
        } catch (IOException e) {
            return new Found.Unreadable(why(e));
        }
    }

    /** Null when there is no file. */
    private @Nullable Signature signature() {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Signature(
                    attributes.fileKey(), attributes.lastModifiedTime().toInstant(), attributes.size());
        } catch (IOException e) {
            return null;
        }
    }

    /** The cause in words, without a class name. */
    static String why(Exception e) {
        return switch (e) {
            case NoSuchFileException missing -> "no such file or folder: " + missing.getFile();
            case AccessDeniedException denied -> "permission denied: " + denied.getFile();
            case FileSystemException other when other.getReason() != null -> other.getReason() + ": " + other.getFile();
            default -> String.valueOf(e.getMessage());
        };
    }
}
