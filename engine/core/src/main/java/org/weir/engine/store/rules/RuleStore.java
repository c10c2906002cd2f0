package org.weir.engine.store.rules;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.api.control.Rule;
import org.weir.engine.flow.Decision;
import org.weir.engine.policy.CompiledRule;
import org.weir.engine.policy.Policy;
import org.weir.engine.policy.Question;
import org.weir.engine.policy.RuleException;
import org.weir.engine.policy.RulePolicy;
import org.weir.engine.policy.ScopeCompiler;
import org.weir.engine.policy.UserLookup;

/**
 * The rules in force, and rules.json. What is in force changes only from good rules to good rules: a file that is bad,
 * gone or cannot be written is a problem for the user to read, never a reason to block or to forget.
 *
 * <p>At start: a good rules.json; when it is bad, rules.json.good (the last good one); when there is none, no rules.
 * While running, an external edit is taken over within two seconds; a bad one is copied aside and reported.
 *
 * <p>Any thread may call; changes wait for the disk and must not be made on an event loop.
 */
public final class RuleStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RuleStore.class);

    /** How often the file is looked at; an edit by hand should show while its author still watches. */
    private static final long POLL_MILLIS = 1_000;

    /** Looks between tries to write what could not be written: a full disk does not empty in a second. */
    private static final int RETRY_POLLS = 5;

    /**
     * One moment's rules.
     *
     * @param rules all of them in order, also those not enabled
     * @param revision grows with each change of rules or problems
     * @param problems what is wrong with the file, in words for the user; empty is good
     */
    public record Snapshot(
            List<Rule> rules, long revision, List<String> problems, RulePolicy policy, ScopeCompiler.Compiled scope) {}

    /**
     * A change that is in force.
     *
     * @param rule as it stands now, with its id
     * @param index where it stands, or stood
     * @param notStored why it could not be written, or null; it is tried again
     */
    public record Change(Rule rule, int index, @Nullable String notStored) {}

    /** Null: in memory only. */
    private final @Nullable RulesFolder folder;

    private final UserLookup users;
    private final Map<String, LongAdder> hits = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** All rules in force, also those not enabled. */
    private List<CompiledRule> all = List.of();

    /** Counts ids up, so that an id is not given twice in one run. */
    private int lastNumber;

    private @Nullable String fileProblem;
    private @Nullable String storeProblem;
    private boolean unsaved;
    private int pollsUntilRetry;
    private volatile Snapshot now;
    private @Nullable ScheduledExecutorService poller;

    /**
     * Loads; never fails.
     *
     * @param file where rules.json is or will be; null: nothing is read or written
     */
    public RuleStore(@Nullable Path file, UserLookup users) {
        this.folder = file == null ? null : new RulesFolder(file);
        this.users = users;
        this.now = snapshot(List.of(), 0);
        if (folder != null) {
            loadFirst(folder);
        }
    }

    /** Starts looking for edits made by others; until {@link #close}. */
    public synchronized void start() {
        if (poller == null && folder != null) {
            poller = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("weir-rules").factory());
            poller.scheduleWithFixedDelay(this::pollSafely, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public synchronized void close() {
        if (poller != null) {
            poller.shutdownNow();
            poller = null;
        }
    }

    public Snapshot snapshot() {
        return now;
    }

    /** Always asks the rules of the moment. */
    public Policy policy() {
        return new Policy() {
            @Override
            public Decision decide(Question question) {
                return now.policy().decide(question);
            }

            @Override
            public Optional<Decision> decideEarly(Question question) {
                return now.policy().decideEarly(question);
            }
        };
    }

    /** Calls back, on the thread that made the change, after {@link #snapshot()} changed. Must not throw or block. */
    public void onChange(Runnable callback) {
        listeners.add(callback);
    }

    /**
     * @param rule its id is given here
     * @param index 0 to the number of rules, or null for the end
     * @throws RuleException the rule is wrong, or there are too many
     */
    public Change add(Rule rule, @Nullable Integer index) throws RuleException {
        Change change;
        synchronized (this) {
            var list = compiled();
            var at = index == null ? list.size() : index;
            if (at < 0 || at > list.size()) {
                throw new RuleException("index", at + " is not 0 to " + list.size());
            }
            if (list.size() >= RulesFile.MAX_RULES) {
                throw new RuleException("rule", "there are " + RulesFile.MAX_RULES + " rules already");
            }
            var added = CompiledRule.compile(rule.withId("r" + (lastNumber + 1)), users);
            list.add(at, added);
            if (RulesFile.write(rules(list)).length > RulesFile.MAX_BYTES) {
                throw new RuleException(
                        "rule", "the rules file would be larger than " + RulesFile.MAX_BYTES + " bytes");
            }
            lastNumber++;
            change = new Change(added.rule(), at, replace(list));
        }
        tell();
        return change;
    }

    /** Empty when there is no such rule. */
    public Optional<Change> remove(String id) {
        Change change;
        synchronized (this) {
            var list = compiled();
            var at = indexOf(list, id);
            if (at < 0) {
                return Optional.empty();
            }
            var removed = list.remove(at);
            change = new Change(removed.rule(), at, replace(list));
        }
        tell();
        return Optional.of(change);
    }

    /**
     * Empty when there is no such rule.
     *
     * @param index where it shall stand afterwards, 0 to the number of rules less one
     * @throws RuleException the index is out of range
     */
    public Optional<Change> move(String id, int index) throws RuleException {
        Change change;
        synchronized (this) {
            var list = compiled();
            var at = indexOf(list, id);
            if (at < 0) {
                return Optional.empty();
            }
            if (index < 0 || index >= list.size()) {
                throw new RuleException("index", index + " is not 0 to " + (list.size() - 1));
            }
            var moved = list.remove(at);
            list.add(index, moved);
            change = new Change(moved.rule(), index, replace(list));
        }
        tell();
        return Optional.of(change);
    }

    /** Looks once whether somebody else changed the file, and tries again what could not be written. */
    void poll() {
        boolean changed;
        synchronized (this) {
            changed = unsaved ? retry() : folder != null && reload(folder);
        }
        if (changed) {
            tell();
        }
    }

    private void pollSafely() {
        try {
            poll();
        } catch (RuntimeException e) {
            LOG.error("looking at the rules file", e);
        }
    }

    private void loadFirst(RulesFolder folder) {
        switch (folder.read()) {
            case RulesFolder.Found.Missing() -> LOG.info("no rules file; no rules");
            case RulesFolder.Found.Unreadable(var why) -> {
                fileProblem = "cannot read the rules file: " + why;
                fallBack(folder);
            }
            case RulesFolder.Found.Content(var bytes) -> {
                try {
                    use(RulesFile.read(bytes, users));
                    folder.keepGood(bytes);
                } catch (BadRulesException e) {
                    fileProblem = e.getMessage() + folder.keepBad(bytes);
                    fallBack(folder);
                }
            }
        }
        if (fileProblem != null) {
            LOG.warn("rules file: {}", fileProblem);
        }
    }

    private void fallBack(RulesFolder folder) {
        if (folder.readGood() instanceof RulesFolder.Found.Content(var bytes)) {
            try {
                use(RulesFile.read(bytes, users));
                return;
            } catch (BadRulesException e) {
                LOG.warn("the last good rules file is bad as well: {}", e.getMessage());
            }
        }
        use(List.of());
    }

    /** Whether rules or problems changed. */
    private boolean reload(RulesFolder folder) {
        var found = folder.readIfChanged();
        if (found.isEmpty()) {
            return false;
        }
        var before = fileProblem;
        switch (found.get()) {
            case RulesFolder.Found.Missing() ->
                fileProblem =
                        "the rules file is gone; the rules stay in force until the engine ends, and the next change"
                                + " writes them again";
            case RulesFolder.Found.Unreadable(var why) -> fileProblem = "cannot read the rules file: " + why;
            case RulesFolder.Found.Content(var bytes) -> {
                try {
                    var rules = RulesFile.read(bytes, users);
                    fileProblem = null;
                    use(rules);
                    folder.keepGood(bytes);
                    LOG.info("rules file read again: {} rules", rules.size());
                    return true;
                } catch (BadRulesException e) {
                    // An editor may be half way through: the first bad look says nothing yet.
                    if (!folder.sameAsLastBad(bytes)) {
                        return false;
                    }
                    fileProblem = e.getMessage() + folder.keepBad(bytes);
                }
            }
        }
        LOG.warn("rules file: {}", fileProblem);
        if (fileProblem.equals(before)) {
            return false;
        }
        use(compiled());
        return true;
    }

    private boolean retry() {
        if (--pollsUntilRetry > 0) {
            return false;
        }
        store(now.rules());
        if (unsaved) {
            return false;
        }
        use(compiled());
        return true;
    }

    /** Puts new rules in force and writes them; the reason when they could not be written. */
    private @Nullable String replace(List<CompiledRule> list) {
        store(rules(list));
        use(list);
        return storeProblem;
    }

    private void store(List<Rule> rules) {
        if (folder == null) {
            return;
        }
        try {
            folder.write(RulesFile.write(rules));
            unsaved = false;
            storeProblem = null;
            fileProblem = null;
        } catch (IOException | UnsupportedOperationException e) {
            unsaved = true;
            pollsUntilRetry = RETRY_POLLS;
            storeProblem = "the rules could not be written and are in memory only: " + RulesFolder.why(e);
            LOG.warn("{}", storeProblem);
        }
    }

    private void use(List<CompiledRule> list) {
        for (var rule : list) {
            lastNumber = Math.max(lastNumber, RulesFile.number(rule.rule().id()));
        }
        now = snapshot(list, now.revision() + 1);
    }

    private Snapshot snapshot(List<CompiledRule> list, long revision) {
        var problems = new ArrayList<String>();
        if (fileProblem != null) {
            problems.add(fileProblem);
        }
        if (storeProblem != null) {
            problems.add(storeProblem);
        }
        all = List.copyOf(list);
        var policy = new RulePolicy(all, hits);
        return new Snapshot(rules(all), revision, List.copyOf(problems), policy, ScopeCompiler.compile(policy.rules()));
    }

    private List<CompiledRule> compiled() {
        return new ArrayList<>(all);
    }

    private static List<Rule> rules(List<CompiledRule> list) {
        return list.stream().map(CompiledRule::rule).toList();
    }

    private static int indexOf(List<CompiledRule> list, String id) {
        for (var i = 0; i < list.size(); i++) {
            if (list.get(i).rule().id().equals(id)) {
                return i;
            }
        }
        return -1;
    }

    private void tell() {
        for (var listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.error("a listener for rules", e);
            }
        }
    }
}
