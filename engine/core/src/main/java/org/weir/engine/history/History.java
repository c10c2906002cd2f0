package org.weir.engine.history;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.api.control.Check;
import org.weir.engine.control.MethodGroup;
import org.weir.engine.flow.Flow;
import org.weir.engine.flow.FlowObserver;
import org.weir.engine.http.ExchangeObserver;

/**
 * All parts of the history: watches flows and exchanges, answers {@code exchanges.*}, {@code history.*} and
 * {@code settings.*}. Whatever happens to its disk, nobody else notices; {@link #checks()} tells.
 */
public final class History implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(History.class);

    /** The last of a disk is not for us: rules and settings must still fit, and the machine needs some too. */
    private static final long RESERVE = 64L * 1024 * 1024;

    /** How long a question waits for what was just noted: less than a client waits for its answer. */
    private static final Duration FRESH = Duration.ofSeconds(3);

    private final @Nullable Path folder;
    private @Nullable FolderLock lock;
    private @Nullable String unavailable;
    private final Clock clock;
    private final SettingsStore settings;
    private final AtomicLong lastExchange;
    private final AtomicLong lastFlow;
    private final long firstFlow;
    private final BodyFiles files;
    private final BodyWriter bodies;
    private final HistoryWriter writer;
    private final ExchangeNews news = new ExchangeNews();
    private final HistoryReader reader;
    private final Retention retention;
    private volatile BodyWish wish;
    private volatile @Nullable Redaction stored;

    /** What only tests vary: room that is left on the disk, and the sizes of the inboxes. */
    record Limits(long reserve, long noteBytes, long bodyBytes) {
        static final Limits USUAL = new Limits(RESERVE, HistoryWriter.USUAL_INBOX, BodyWriter.USUAL_INBOX);
    }

    private History(@Nullable Path state, Clock clock, Limits limits) {
        this.clock = clock;
        folder = state == null ? null : lock(state.resolve("history"));
        settings = new SettingsStore(state == null ? null : state.resolve("settings.json"));
        var root = folder == null ? Path.of("/nonexistent") : folder;
        files = new BodyFiles(root.resolve("bodies"));
        bodies = new BodyWriter(files, () -> settings.now().bodiesBytes(), limits.reserve(), limits.bodyBytes());
        var file = new DatabaseFile(root.resolve("history.db"));
        lastExchange = new AtomicLong();
        lastFlow = new AtomicLong();
        writer = new HistoryWriter(
                file,
                limits.reserve(),
                () -> stored,
                () -> new HistoryWriter.Ids(lastFlow.get(), lastExchange.get()),
                news,
                limits.noteBytes());
        reader = new HistoryReader(file, writer);
        retention = new Retention(writer, files, settings::now, clock);
        wish = BodyWish.of(settings.now());
        stored = redaction(settings.now());
        settings.onChange(this::changed);
        if (folder == null) {
            firstFlow = 0;
            return;
        }
        NativeLibrary.unpackInto(folder.resolve("native"));
        // Milliseconds since 1970 are more than we ever counted to.
        var ids = writer.openFirst(new HistoryWriter.Ids(clock.millis(), clock.millis()));
        lastExchange.set(Math.max(ids.exchange(), files.beyondLast()));
        lastFlow.set(ids.flow());
        firstFlow = ids.flow();
    }

    /**
     * Opens what is there, which takes a moment; never fails.
     *
     * @param state the engine's state folder; null: nothing is kept, and questions are answered so
     */
    public static History open(@Nullable Path state, Clock clock) {
        return open(state, clock, Limits.USUAL);
    }

    static History open(@Nullable Path state, Clock clock, Limits limits) {
        var history = new History(state, clock, limits);
        if (history.folder != null) {
            history.writer.start();
            history.bodies.start();
            history.retention.start();
        }
        return history;
    }

    /** The greatest flow id of earlier runs: this run's are greater, so that an id names one flow in all runs. */
    public long lastFlowId() {
        return firstFlow;
    }

    /** Sees the exchanges of inspected flows. */
    public ExchangeObserver exchanges() {
        return this::begin;
    }

    /** Sees all flows. */
    public FlowObserver flows() {
        return new FlowObserver() {
            @Override
            public void opened(Flow flow, Closer closer) {
                lastFlow.accumulateAndGet(flow.id(), Math::max);
            }

            @Override
            public void changed(Flow flow) {
                if (flow.decision() != null) {
                    note(flow);
                }
            }

            @Override
            public void ended(Flow flow) {
                note(flow);
            }
        };
    }

    /** For control.sock. */
    public MethodGroup methods() {
        return new HistoryMethods(this);
    }

    /** What the user should know: nothing when all is well. For the status. */
    public List<Check> problems() {
        return checks().stream()
                .filter(check -> !check.severity().equals(Check.OK))
                .toList();
    }

    /** For doctor. */
    public List<Check> checks() {
        return HistoryChecks.of(folder, unavailable, settings.problem(), writer, bodies, files.total());
    }

    @Override
    public void close() {
        retention.close();
        // The writer last: whoever closes the database last puts its log back into it, and a reader cannot.
        reader.close();
        if (folder != null) {
            bodies.close();
            writer.close();
        }
        if (lock != null) {
            lock.close();
        }
    }

    @Nullable
    Path folder() {
        return folder;
    }

    SettingsStore settings() {
        return settings;
    }

    ExchangeNews news() {
        return news;
    }

    HistoryReader reader() {
        return reader;
    }

    HistoryWriter writer() {
        return writer;
    }

    BodyFiles files() {
        return files;
    }

    /** For tests: whether all captured bytes are on the disk. */
    boolean bodiesIdle() {
        return bodies.idle();
    }

    /** Waits a moment, so that what has just happened is found. */
    void freshen() {
        writer.flush(FRESH);
    }

    /** Forgets everything that is on the disk. Returns false when it did not succeed. */
    boolean clear() throws IOException {
        var done = HistoryWriter.await(writer.clear(), Duration.ofSeconds(5));
        files.removeAll();
        return done;
    }

    private void changed(HistorySettings now) {
        wish = BodyWish.of(now);
        stored = redaction(now);
        if (folder != null) {
            retention.soon();
        }
    }

    private ExchangeObserver.Recorder begin(
            Flow flow, org.weir.engine.http.RequestHead sent, List<org.weir.engine.http.HttpPolicy.Change> changes) {
        if (folder == null) {
            return ExchangeObserver.Recorder.NONE;
        }
        try {
            var now = wish;
            var capture = new ExchangeRecorder.Capture(now.wants(flow, sent) ? bodies : null, now.limit());
            var recorder = new ExchangeRecorder(
                    lastExchange.incrementAndGet(), flow, sent, changes, capture, clock::millis, this::note);
            recorder.publish();
            return recorder;
        } catch (RuntimeException e) {
            LOG.warn("an exchange is not recorded", e);
            return ExchangeObserver.Recorder.NONE;
        }
    }

    private void note(Flow flow) {
        if (folder != null) {
            writer.offer(new HistoryWriter.Note.OfFlow(flow), 1_000);
        }
    }

    private void note(ExchangeRecorder exchange) {
        if (!writer.offer(new HistoryWriter.Note.OfExchange(exchange), exchange.weight())) {
            exchange.notQueued();
        }
    }

    /** Null when another engine has it. Without a lock (a full disk, a folder of others) we try all the same. */
    private @Nullable Path lock(Path wanted) {
        try {
            lock = FolderLock.take(wanted);
            if (lock == null) {
                unavailable = "another engine uses " + wanted;
                LOG.warn("no history: {}", unavailable);
                return null;
            }
        } catch (IOException e) {
            LOG.warn("the history's folder cannot be locked: {}", e.toString());
        }
        return wanted;
    }

    private static @Nullable Redaction redaction(HistorySettings settings) {
        return settings.redactStored() ? Redaction.of(settings) : null;
    }
}
