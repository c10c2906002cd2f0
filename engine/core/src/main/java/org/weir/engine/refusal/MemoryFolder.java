package org.weir.engine.refusal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.engine.store.AtomicFile;

/** refusals.json and the bad ones kept beside it. Not for use by several threads at once. */
final class MemoryFolder {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryFolder.class);

    /** 10,000 entries with the longest paths that are possible have less. */
    private static final int MAX_BYTES = 64 * 1024 * 1024;

    /** Bad files that are kept; they are for a person to look at. */
    private static final int MAX_BAD = 3;

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    private final Path file;

    /** @param problem in words, or null */
    record Loaded(MemoryFile.Content content, @Nullable String problem) {}

    MemoryFolder(Path folder) {
        file = folder.resolve("refusals.json");
    }

    Loaded load(MemoryFile format, int most) {
        var nothing = new MemoryFile.Content(List.of(), List.of(), 0);
        byte[] bytes;
        try {
            if (Files.size(file) > MAX_BYTES) {
                return new Loaded(nothing, "refusals.json is too large to be ours" + moveAside());
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return new Loaded(nothing, null);
        } catch (IOException e) {
            return new Loaded(nothing, "refusals.json cannot be read: " + e);
        }
        try {
            var content = format.read(bytes, most);
            return new Loaded(
                    content,
                    content.skipped() == 0
                            ? null
                            : content.skipped() + " entries of refusals.json were not understood and left out"
                                    + copyAside(bytes));
        } catch (MemoryFile.BadFileException e) {
            return new Loaded(nothing, "refusals.json is broken: " + e.getMessage() + moveAside());
        }
    }

    void save(byte[] bytes) throws IOException {
        AtomicFile.write(file, bytes);
    }

    /** The end of a sentence. */
    private String moveAside() {
        try {
            var aside = aside();
            Files.move(file, aside);
            return " (kept as " + aside.getFileName() + ")";
        } catch (IOException e) {
            LOG.warn("a bad refusals.json could not be kept: {}", e.toString());
            return " (could not be kept aside)";
        }
    }

    private String copyAside(byte[] bytes) {
        try {
            var aside = aside();
            AtomicFile.write(aside, bytes);
            return " (kept as " + aside.getFileName() + ")";
        } catch (IOException e) {
            LOG.warn("a copy of refusals.json could not be kept: {}", e.toString());
            return " (could not be kept aside)";
        }
    }

    /** A name for the next bad file; the oldest of too many goes. */
    private Path aside() throws IOException {
        try (var found = Files.newDirectoryStream(
                Objects.requireNonNull(file.toAbsolutePath().getParent()), file.getFileName() + ".bad-*")) {
            var kept = new java.util.ArrayList<Path>();
            found.forEach(kept::add);
            kept.sort(null);
            for (var i = 0; i <= kept.size() - MAX_BAD; i++) {
                Files.deleteIfExists(kept.get(i));
            }
        }
        return file.resolveSibling(file.getFileName() + ".bad-" + STAMP.format(Instant.now()));
    }
}
