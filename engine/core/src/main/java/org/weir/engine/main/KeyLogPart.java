package org.weir.engine.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.api.control.Check;
import org.weir.engine.inspect.tls.KeyLog;
import org.weir.engine.inspect.tls.NettyTls;

/** The key log: off unless the options ask for it, and never on without status and doctor saying so. */
final class KeyLogPart implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyLogPart.class);

    private static final String ID = "key-log";
    private static final String NAME = "tls-keys.log";

    private final @Nullable Path file;
    private final boolean wanted;
    private final NettyTls engine;
    private @Nullable KeyLog log;
    private @Nullable String refused;

    /**
     * Opens the file if it is wanted; inspection goes on without when that fails.
     *
     * @param state the engine's state folder, or null: there is no key log
     */
    KeyLogPart(@Nullable Path state, boolean wanted, NettyTls plain) {
        this.file = state == null ? null : state.resolve(NAME);
        this.wanted = wanted && state != null;
        this.engine = wanted && file != null ? open(file, plain) : plain;
    }

    private NettyTls open(Path to, NettyTls plain) {
        if (!plain.canLogKeys()) {
            refused = "not available with the TLS engine " + plain.name() + ", which keeps its secrets to itself";
            LOG.warn("no key log: {}", refused);
            return plain;
        }
        try {
            Files.createDirectories(to.toAbsolutePath().getParent());
            var opened = KeyLog.open(to);
            log = opened;
            LOG.warn("the secrets of inspected connections are written to {}", to);
            return plain.logging(opened::line);
        } catch (IOException e) {
            refused = String.valueOf(e.getMessage());
            LOG.warn("no key log: {}", refused);
            return plain;
        }
    }

    /** Tells its secrets to the log, if there is one. */
    NettyTls engine() {
        return engine;
    }

    /** For status and doctor: nothing when there is no such file. */
    List<Check> checks() {
        var running = log;
        if (running != null) {
            var problem = running.problem();
            var lost = running.lost() == 0 ? "" : "; " + running.lost() + " lines were lost";
            return List.of(Check.warning(
                    ID,
                    problem == null
                            ? "The secrets of inspected connections are being written to a file"
                            : "The secrets of inspected connections lie in a file, which is not written any more",
                    running.file() + (problem == null ? "" : ": " + problem) + lost,
                    "start the engine without --key-log, and remove the file when it is not needed any more"));
        }
        if (wanted) {
            return List.of(Check.warning(ID, "The key log is not written", String.valueOf(refused), null));
        }
        return file != null && Files.exists(file)
                ? List.of(Check.warning(
                        ID,
                        "The secrets of earlier inspected connections lie in a file",
                        file.toString(),
                        "sudo rm " + file))
                : List.of();
    }

    @Override
    public void close() {
        if (log != null) {
            log.close();
        }
    }
}
