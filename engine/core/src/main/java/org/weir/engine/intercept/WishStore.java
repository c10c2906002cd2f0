package org.weir.engine.intercept;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.api.rpc.RpcCodec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Keeps the wish in a small file, replaced as a whole. Without a folder, or without room, it only says so. */
public final class WishStore {
    private static final Logger LOG = LoggerFactory.getLogger(WishStore.class);

    /** A state file of ours has about 100 bytes; anything much larger is not ours and is not read into memory. */
    private static final int MAX_BYTES = 64 * 1024;

    private final @Nullable Path file;

    /** @param folder the state folder, or null: nothing is kept */
    public WishStore(@Nullable Path folder) {
        this.file = folder == null ? null : folder.resolve("state.json");
    }

    /** What was stored, if it can be read. */
    public Optional<Wish> load() {
        if (file == null) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                LOG.warn("{} is too large to be ours; ignored", file);
                return Optional.empty();
            }
            return parse(RpcCodec.json().readTree(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | JacksonException | ArithmeticException | java.time.DateTimeException e) {
            LOG.warn("{} cannot be read; ignored: {}", file, e.toString());
            return Optional.empty();
        }
    }

    private static Optional<Wish> parse(@Nullable JsonNode json) {
        if (json == null || !json.path("on").isBoolean()) {
            return Optional.empty();
        }
        var mode = mode(json.path("mode").asString("open"));
        var pause = json.path("pause_seconds").asLong(0);
        var resume = json.path("resume_at_ms").asLong(0);
        if (!json.path("on").booleanValue() && pause > 0 && resume > 0) {
            return Optional.of(new Wish(false, Duration.ofSeconds(pause), Instant.ofEpochMilli(resume), false, mode));
        }
        return Optional.of(json.path("on").booleanValue() ? Wish.on(mode) : Wish.off(mode));
    }

    private static Capture.LossMode mode(String word) {
        for (var mode : Capture.LossMode.values()) {
            if (mode.name().equalsIgnoreCase(word)) {
                return mode;
            }
        }
        return Capture.LossMode.OPEN;
    }

    /**
     * Stores what the next process is to begin with; blocks for one write and one sync. Returns what went wrong, in words, or
     * empty.
     */
    public Optional<String> save(Wish now) {
        if (file == null) {
            return Optional.empty();
        }
        var wish = now.afterRestart();
        var json = RpcCodec.json()
                .createObjectNode()
                .put("on", wish.on())
                .put("mode", wish.mode().name().toLowerCase(Locale.ROOT));
        if (wish.pause() != null && wish.resumeAt() != null) {
            json.put("pause_seconds", wish.pause().toSeconds())
                    .put("resume_at_ms", wish.resumeAt().toEpochMilli());
        }
        try {
            write(file, RpcCodec.json().writeValueAsBytes(json));
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("the wish is not stored: {}", e.toString());
            return Optional.of("on or off is not remembered after a restart: " + e);
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Files.createDirectories(file.getParent());
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        try (var out = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            var left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                out.write(left);
            }
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
