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
import org.weir.api.control.HttpRule;
import org.weir.api.control.Rule;
import org.weir.engine.flow.Decision;
import org.weir.engine.http.HttpPolicy;
import org.weir.engine.http.edit.EditPolicy;
import org.weir.engine.http.edit.EditRule;
import org.weir.engine.http.edit.EditRules;
import org.weir.engine.http.edit.RuleFiles;
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
     * @param httpRules the same of the HTTP rules
     * @param revision grows with each change of rules or problems
     * @param problems what is wrong with the file, in words for the user; empty is good
     */
    public record Snapshot(
            List<Rule> rules,
            List<HttpRule> httpRules,
            long revision,
            List<String> problems,
            RulePolicy policy,
            ScopeCompiler.Compiled scope,
            EditRules http) {}

    /**
     * A change that is in force.
     *
     * @param rule as it stands now, with its id
     * @param index where it stands, or stood
     * @param notStored why it could not be written, or null; it is tried again
     */
    public record Change<R>(R rule, int index, @Nullable String notStored) {}

    /** Null: in memory only. */
    private final @Nullable RulesFolder folder;

    private final UserLookup users;
    private final Map<String, LongAdder> hits = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** All rules in force, also those not enabled. */
    private OrderedRules<CompiledRule> all =
            new OrderedRules<>(List.of(), rule -> rule.rule().id());

    private OrderedRules<EditRule> allHttp =
            new OrderedRules<>(List.of(), rule -> rule.rule().id());

    /** Count ids up, so that an id is not given twice in one run. */
    private int lastNumber;

    private int lastHttpNumber;

    /** Whether the file is of a later version of ours, which we do not write over. */
    private boolean newerFile;

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
        this.now = snapshot(0);
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

    /** Always applies the HTTP rules of the moment. */
    public HttpPolicy httpPolicy() {
        return new EditPolicy(() -> now.http());
    }

    /**
     * @param rule its id is given here
     * @param index 0 to the number of rules, or null for the end
     * @throws RuleException the rule is wrong, or there are too many
     */
    public Change<Rule> add(Rule rule, @Nullable Integer index) throws RuleException {
        Change<Rule> change;
        synchronized (this) {
            var at = all.place(index, RulesFile.MAX_RULES);
            var added = CompiledRule.compile(rule.withId("r" + (lastNumber + 1)), users);
            var notStored = replace(all.inserted(at, added), allHttp);
            change = new Change<>(added.rule(), at, notStored);
        }
        tell();
        return change;
    }

    /** Empty when there is no such rule. */
    public Optional<Change<Rule>> remove(String id) {
        Change<Rule> change;
        synchronized (this) {
            var at = all.indexOf(id);
            if (at < 0) {
                return Optional.empty();
            }
            var removed = all.rules().get(at).rule();
            change = new Change<>(removed, at, replaceSmaller(all.without(at), allHttp));
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
    public Optional<Change<Rule>> move(String id, int index) throws RuleException {
        Change<Rule> change;
        synchronized (this) {
            var at = all.indexOf(id);
            if (at < 0) {
                return Optional.empty();
            }
            var moved = all.rules().get(at).rule();
            change = new Change<>(moved, index, replaceSmaller(all.moved(at, index), allHttp));
        }
        tell();
        return Optional.of(change);
    }

    /**
     * As {@link #add}.
     *
     * @throws RuleException also for a file that cannot be read: whoever adds the rule is there to hear of it
     */
    public Change<HttpRule> addHttp(HttpRule rule, @Nullable Integer index) throws RuleException {
        Change<HttpRule> change;
        synchronized (this) {
            var at = allHttp.place(index, RulesFile.MAX_HTTP_RULES);
            var added = EditRule.compile(rule.withId("h" + (lastHttpNumber + 1)), users, RuleFiles.DISK);
            if (added.problem() != null) {
                throw new RuleException("rule", added.problem());
            }
            change = new Change<>(added.rule(), at, replace(all, allHttp.inserted(at, added)));
        }
        tell();
        return change;
    }

    /** As {@link #remove}. */
    public Optional<Change<HttpRule>> removeHttp(String id) {
        Change<HttpRule> change;
        synchronized (this) {
            var at = allHttp.indexOf(id);
            if (at < 0) {
                return Optional.empty();
            }
            var removed = allHttp.rules().get(at).rule();
            change = new Change<>(removed, at, replaceSmaller(all, allHttp.without(at)));
        }
        tell();
        return Optional.of(change);
    }

    /** As {@link #move}. */
    public Optional<Change<HttpRule>> moveHttp(String id, int index) throws RuleException {
        Change<HttpRule> change;
        synchronized (this) {
            var at = allHttp.indexOf(id);
            if (at < 0) {
                return Optional.empty();
            }
            var moved = allHttp.rules().get(at).rule();
            change = new Change<>(moved, index, replaceSmaller(all, allHttp.moved(at, index)));
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
                    use(RulesFile.read(bytes, users, RuleFiles.DISK));
                    folder.keepGood(bytes);
                } catch (BadRulesException e) {
                    bad(e, bytes, folder);
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
                use(RulesFile.read(bytes, users, RuleFiles.DISK));
                return;
            } catch (BadRulesException e) {
                LOG.warn("the last good rules file is bad as well: {}", e.getMessage());
            }
        }
        use(RulesFile.Content.EMPTY);
    }

    private void bad(BadRulesException e, byte[] bytes, RulesFolder folder) {
        newerFile = e.isNewer();
        fileProblem = newerFile
                ? e.getMessage() + "; the file is left alone, and changes are kept in memory only"
                : e.getMessage() + folder.keepBad(bytes);
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
                    var content = RulesFile.read(bytes, users, RuleFiles.DISK);
                    fileProblem = null;
                    storeProblem = null;
                    newerFile = false;
                    use(content);
                    folder.keepGood(bytes);
                    LOG.info(
                            "rules file read again: {} rules, {} for HTTP",
                            content.rules().size(),
                            content.http().size());
                    return true;
                } catch (BadRulesException e) {
                    // An editor may be half way through: the first bad look says nothing yet.
                    if (!folder.sameAsLastBad(bytes)) {
                        return false;
                    }
                    bad(e, bytes, folder);
                }
            }
        }
        LOG.warn("rules file: {}", fileProblem);
        if (fileProblem.equals(before)) {
            return false;
        }
        now = snapshot(now.revision() + 1);
        return true;
    }

    private boolean retry() {
        if (--pollsUntilRetry > 0) {
            return false;
        }
        store(bytes(all, allHttp));
        if (unsaved) {
            return false;
        }
        now = snapshot(now.revision() + 1);
        return true;
    }

    /**
     * Puts new rules in force and writes them; the reason when they could not be written.
     *
     * @throws RuleException the file would become too large; nothing was changed
     */
    private @Nullable String replace(OrderedRules<CompiledRule> rules, OrderedRules<EditRule> http)
            throws RuleException {
        var bytes = bytes(rules, http);
        if (bytes.length > RulesFile.MAX_BYTES) {
            throw new RuleException("rule", "the rules file would be larger than " + RulesFile.MAX_BYTES + " bytes");
        }
        return replace(rules, http, bytes);
    }

    /** The same when the file becomes no larger. */
    private @Nullable String replaceSmaller(OrderedRules<CompiledRule> rules, OrderedRules<EditRule> http) {
        return replace(rules, http, bytes(rules, http));
    }

    private @Nullable String replace(OrderedRules<CompiledRule> rules, OrderedRules<EditRule> http, byte[] bytes) {
        store(bytes);
        use(new RulesFile.Content(rules.rules(), http.rules()));
        return storeProblem;
    }

    private static byte[] bytes(OrderedRules<CompiledRule> rules, OrderedRules<EditRule> http) {
        return RulesFile.write(
                rules.rules().stream().map(CompiledRule::rule).toList(),
                http.rules().stream().map(EditRule::rule).toList());
    }

    private void store(byte[] bytes) {
        if (folder == null) {
            return;
        }
        if (newerFile) {
            storeProblem = "the rules file is of a newer Weir and was left alone; the change is in memory only";
            return;
        }
        try {
            folder.write(bytes);
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

    private void use(RulesFile.Content content) {
        all = all.with(content.rules());
        allHttp = allHttp.with(content.http());
        for (var rule : all.rules()) {
            lastNumber = Math.max(lastNumber, RulesFile.number(rule.rule().id()));
        }
        for (var rule : allHttp.rules()) {
            lastHttpNumber =
                    Math.max(lastHttpNumber, RulesFile.httpNumber(rule.rule().id()));
        }
        now = snapshot(now.revision() + 1);
    }

    private Snapshot snapshot(long revision) {
        var problems = new ArrayList<String>();
        if (fileProblem != null) {
            problems.add(fileProblem);
        }
        if (storeProblem != null) {
            problems.add(storeProblem);
        }
        for (var rule : allHttp.rules()) {
            if (rule.rule().enabled() && rule.problem() != null) {
                problems.add("HTTP rule " + rule.rule().id() + " is not applied: " + rule.problem());
            }
        }
        var policy = new RulePolicy(all.rules(), hits);
        return new Snapshot(
                all.rules().stream().map(CompiledRule::rule).toList(),
                allHttp.rules().stream().map(EditRule::rule).toList(),
                revision,
                List.copyOf(problems),
                policy,
                ScopeCompiler.compile(policy.rules()),
                new EditRules(allHttp.rules()));
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
