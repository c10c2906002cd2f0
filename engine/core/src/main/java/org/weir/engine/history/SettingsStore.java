package org.weir.engine.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.api.control.Settings;
import org.weir.api.rpc.RpcCodec;
import org.weir.engine.store.AtomicFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** settings.json in the state folder. What it cannot read it keeps aside, and keeps as little as possible meanwhile. */
final class SettingsStore {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsStore.class);

    /** Settings are some kilobytes; a larger file is none of ours. */
    private static final int MAX_BYTES = 1024 * 1024;

    private final @Nullable Path file;
    private final List<Consumer<HistorySettings>> listeners = new ArrayList<>();
    private ObjectNode tree = RpcCodec.json().createObjectNode();
    private volatile HistorySettings now = HistorySettings.DEFAULT;
    private volatile @Nullable String problem;

    /**
     * Reads at once; never fails.
     *
     * @param file null: nothing is read or written
     */
    SettingsStore(@Nullable Path file) {
        this.file = file;
        if (file != null) {
            load(file);
        }
    }

    HistorySettings now() {
        return now;
    }

    /** What is wrong with the file, or null. */
    @Nullable
    String problem() {
        return problem;
    }

    /** Calls back on the thread that makes a change, after it was made. */
    synchronized void onChange(Consumer<HistorySettings> listener) {
        listeners.add(listener);
    }

    /**
     * Changes what is not null in {@code change}; in force even when it throws {@link IOException}.
     *
     * @throws IllegalArgumentException with the field's name; nothing was changed
     * @throws IOException it could not be written
     */
    synchronized HistorySettings change(Settings.History change) throws IOException {
        var changed = now.with(change);
        now = changed;
        listeners.forEach(listener -> listener.accept(changed));
        if (file != null) {
            tree.put("version", 1);
            tree.set("history", RpcCodec.json().valueToTree(changed.view()));
            try {
                AtomicFile.write(file, RpcCodec.json().writeValueAsBytes(tree));
                problem = null;
            } catch (IOException e) {
                problem = "the settings could not be written and are in memory only: " + why(e);
                LOG.warn("{}", problem);
                throw e;
            }
        }
        return changed;
    }

    private void load(Path source) {
        try {
            if (Files.size(source) > MAX_BYTES) {
                throw new IllegalArgumentException("larger than " + MAX_BYTES + " bytes");
            }
            var json = RpcCodec.json();
            if (!(json.readTree(Files.readAllBytes(source)) instanceof ObjectNode object)) {
                throw new IllegalArgumentException("not a JSON object");
            }
            if (object.has("history")) {
                now = now.with(json.treeToValue(object.get("history"), Settings.History.class));
            }
            tree = object;
        } catch (NoSuchFileException e) {
            LOG.debug("no settings yet");
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            now = HistorySettings.CAREFUL;
            problem = "the settings cannot be read (" + why(e) + "); until they are set again, bodies are not kept and"
                    + " secrets are redacted" + aside(source);
            LOG.warn("{}", problem);
        }
    }

    private static String aside(Path source) {
        var kept = source.resolveSibling(source.getFileName() + ".bad");
        try {
            Files.copy(source, kept, StandardCopyOption.REPLACE_EXISTING);
            return "; a copy is in " + kept;
        } catch (IOException e) {
            return "";
        }
    }

    private static String why(Exception e) {
        return e instanceof JacksonException json
                ? json.getOriginalMessage()
                : e instanceof IllegalArgumentException ? String.valueOf(e.getMessage()) : e.toString();
    }
}
