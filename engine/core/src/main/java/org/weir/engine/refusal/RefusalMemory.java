package org.weir.engine.refusal;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.api.control.Check;
import org.weir.engine.flow.AppIdentity;
import org.weir.engine.refusal.Ruling.Lifetime;
import org.weir.engine.refusal.Ruling.Running;

/**
 * The memory of refused certificates and what the user decided, as flows ask it. Every method may be called by any thread
 * and answers from memory; what changed is written by a thread of its own. {@link ApprovalsInbox} is the user's side.
 */
public final class RefusalMemory implements Refusals, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalMemory.class);

    /** Suspicions and rulings together (about 5 MB of file); suspicions go first, those not seen for longest. */
    static final int LIMIT = 10_000;

    /** Apps whose last process is known, for rulings until an app quits. */
    private static final int MAX_PROCESSES = 4_096;

    final Times times;
    final Predicate<Running> runs;
    final Memory memory = new Memory(LIMIT);
    final Rulings rulings = new Rulings();
    final Decisions decisions = new Decisions(rulings);

    private final Verdicts verdicts = new Verdicts(memory);
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<String, Running> processes = new LinkedHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final @Nullable MemorySaver saver;
    private final RefusalChecks checks = new RefusalChecks(this);
    private final AtomicLong version = new AtomicLong();
    private volatile Counted counted = new Counted(-1, 0);

    /** @param version of the inbox that was counted */
    private record Counted(long version, int pending) {}

    private RefusalMemory(@Nullable Path folder, Times times, Predicate<Running> runs) {
        this.times = times;
        this.runs = runs;
        saver = folder == null ? null : new MemorySaver(new MemoryFolder(folder), this::file, this::sweep);
    }

    /**
     * Reads what was stored; blocks for that.
     *
     * @param folder the state folder, or null: nothing survives the engine
     */
    public static RefusalMemory open(@Nullable Path folder) {
        return open(folder, Times.SYSTEM, new ProcProcesses(Path.of("/proc")));
    }

    /** @param runs whether a process still runs; may read files */
    static RefusalMemory open(@Nullable Path folder, Times times, Predicate<Running> runs) {
        var made = new RefusalMemory(folder, times, runs);
        // The list of suffixes takes a moment to load: not on an event loop.
        Domains.registrable("www.example.co.uk");
        if (made.saver != null) {
            var stored = made.saver.load(new MemoryFile(times.nanos(), times.wallMillis()), LIMIT);
            stored.rulings().forEach(made.rulings::put);
            made.memory.limit(LIMIT - made.rulings.size());
            stored.suspicions().forEach(made.memory::restore);
            made.memory.prune(times.nanos());
        }
        return made;
    }

    @Override
    public Verdict verdict(AppIdentity app, @Nullable String host, String address, int port, boolean blockRefused) {
        try {
            var ref = AppRef.of(app);
            var pair = Pair.of(ref, Domains.host(host, address), port);
            var changed = false;
            Verdict verdict;
            lock.lock();
            try {
                var now = times.nanos();
                met(ref, Running.of(app));
                var ruling = rulings.find(pair, now);
                changed = ruling != null && rulings.use(ruling);
                verdict = ruling == null
                        ? verdicts.byMemory(pair, blockRefused, now)
                        : verdicts.byRuling(ruling, pair, now);
            } finally {
                lock.unlock();
            }
            if (changed) {
                changed();
            }
            return verdict;
        } catch (RuntimeException e) {
            LOG.warn("the memory of refusals failed", e);
            return new Verdict.Pass("the memory of refusals failed: passed through");
        }
    }

    @Override
    public @Nullable String handshake(
            AppIdentity app, @Nullable String host, String address, int port, HandshakeEnd end) {
        try {
            var ref = AppRef.of(app);
            var pair = Pair.of(ref, Domains.host(host, address), port);
            var outcome = Classifier.classify(end);
            boolean changed;
            lock.lock();
            try {
                var now = times.nanos();
                var sentAt = now - end.afterCertificate().toNanos();
                met(ref, Running.of(app));
                changed = switch (outcome) {
                    case Outcome.Accepted _ -> memory.accepted(pair, sentAt, now);
                    case Outcome.Refused what -> memory.refused(pair, ref, what, sentAt, now, times.wallMillis());
                    case Outcome.Unclear _ -> {
                        memory.unclear(pair);
                        yield false;
                    }
                };
            } finally {
                lock.unlock();
            }
            if (!changed) {
                return null;
            }
            changed();
            return outcome instanceof Outcome.Refused(var evidence, var cause)
                    ? Verdicts.words(ref, evidence, cause)
                    : null;
        } catch (RuntimeException e) {
            LOG.warn("the memory of refusals failed", e);
            return null;
        }
    }

    @Override
    public void serverWantsCertificate(AppIdentity app, @Nullable String host, String address, int port) {
        try {
            var ref = AppRef.of(app);
            var pair = Pair.of(ref, Domains.host(host, address), port);
            if (locked(() -> memory.serverWantsCertificate(pair, ref, times.nanos(), times.wallMillis()))) {
                changed();
            }
        } catch (RuntimeException e) {
            LOG.warn("the memory of refusals failed", e);
        }
    }

    @Override
    public @Nullable String engineGaveUp(AppIdentity app, @Nullable String host, String address, int port) {
        try {
            var ref = AppRef.of(app);
            var pair = Pair.of(ref, Domains.host(host, address), port);
            var what = new Outcome.Refused(
                    Evidence.ENGINE, "could not be answered: our TLS engine gave up during its handshake");
            var now = times.nanos();
            locked(() -> memory.refused(pair, ref, what, now, now, times.wallMillis()));
            changed();
            return Verdicts.words(ref, what.evidence(), what.cause());
        } catch (RuntimeException e) {
            LOG.warn("the memory of refusals failed", e);
            return null;
        }
    }

    /** Inbox entries that wait for a decision. */
    public int pending() {
        var present = version.get();
        var known = counted;
        if (known.version() != present) {
            var open = entries().stream()
                    .filter(entry -> Inbox.state(entry).equals("open"))
                    .count();
            known = new Counted(present, (int) open);
            counted = known;
        }
        return known.pending();
    }

    /** Calls back, on any thread, when the inbox changed; must return soon. */
    public void onChange(Runnable callback) {
        listeners.add(callback);
    }

    /** What is wrong with the file, for the status; empty is good. */
    public List<Check> problems() {
        return checks.problems();
    }

    /** For doctor: the file, and apps that always refuse. */
    public List<Check> checks() {
        return checks.all();
    }

    @Override
    public void close() {
        if (saver != null) {
            saver.close();
        }
    }

    <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    List<Inbox.Entry> entries() {
        var known = locked(() -> Map.entry(memory.all(), rulings.all()));
        return new Inbox(times.nanos(), times.wallMillis()).entries(known.getKey(), known.getValue());
    }

    @Nullable
    String fileProblem() {
        return saver == null ? null : saver.problem();
    }

    @Nullable
    Running lastProcess(String app) {
        return locked(() -> processes.get(app));
    }

    void changed() {
        version.incrementAndGet();
        if (saver != null) {
            saver.soon();
        }
        listeners.forEach(Runnable::run);
    }

    private void met(AppRef app, @Nullable Running process) {
        if (process != null && !process.equals(processes.put(app.key(), process)) && processes.size() > MAX_PROCESSES) {
            processes.pollFirstEntry();
        }
    }

    /** Now and then: rulings whose app has quit, or whose time is over. Not on an event loop. */
    void sweep() {
        var waiting = locked(() -> rulings.all().stream()
                .map(Ruling::lifetime)
                .filter(Lifetime.App.class::isInstance)
                .map(lifetime -> ((Lifetime.App) lifetime).process())
                .distinct()
                .toList());
        // Reads files: without the lock.
        var gone = waiting.stream().filter(runs.negate()).toList();
        var changed = locked(() -> {
            var now = times.nanos();
            memory.prune(now);
            return rulings.prune(now, process -> !gone.contains(process));
        });
        if (changed) {
            changed();
        }
    }

    private byte[] file() {
        var known = locked(() -> Map.entry(memory.all(), rulings.all()));
        return new MemoryFile(times.nanos(), times.wallMillis()).write(known.getKey(), known.getValue());
    }
}
