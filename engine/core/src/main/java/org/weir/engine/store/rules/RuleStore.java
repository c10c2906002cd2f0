package org.weir.engine.store.rules;

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
import java.util.function.Supplier;
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

    private final RulesDisk disk;
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

    private volatile Snapshot now;
    private @Nullable ScheduledExecutorService poller;

    /**
     * Loads; never fails.
     *
     * @param file where rules.json is or will be; null: nothing is read or written
     */
    public RuleStore(@Nullable Path file, UserLookup users) {
        this.disk = new RulesDisk(file == null ? null : new RulesFolder(file), users);
        this.users = users;
        // What is wrong with the file belongs to the very first rules.
        var stored = disk.first();
        this.now = snapshot(0);
        stored.ifPresent(this::use);
    }

    /** Starts looking for edits made by others; until {@link #close}. */
    public synchronized void start() {
        if (poller == null && disk.isThere()) {
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
        return change(
                id,
                () -> all,
                at -> new Change<>(all.rules().get(at).rule(), at, replaceSmaller(all.without(at), allHttp)));
    }

    /**
     * Empty when there is no such rule.
     *
     * @param index where it shall stand afterwards, 0 to the number of rules less one
     * @throws RuleException the index is out of range
     */
    public Optional<Change<Rule>> move(String id, int index) throws RuleException {
        return change(
                id,
                () -> all,
                at -> new Change<>(all.rules().get(at).rule(), index, replaceSmaller(all.moved(at, index), allHttp)));
    }

    /**
     * Puts {@code rule} in the place of the one with the same id. Empty when there is no such rule.
     *
     * @throws RuleException the rule is wrong; the former one stays
     */
    public Optional<Change<Rule>> replace(Rule rule) throws RuleException {
        return change(rule.id(), () -> all, at -> {
            var made = CompiledRule.compile(rule, users);
            return new Change<>(made.rule(), at, replace(all.replaced(at, made), allHttp));
        });
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

    /** As {@link #replace(Rule)}; one that is not enabled may name a file that cannot be read. */
    public Optional<Change<HttpRule>> replaceHttp(HttpRule rule) throws RuleException {
        return change(rule.id(), () -> allHttp, at -> {
            var made = EditRule.compile(rule, users, RuleFiles.DISK);
            if (rule.enabled() && made.problem() != null) {
                throw new RuleException("rule", made.problem());
            }
            return new Change<>(made.rule(), at, replace(all, allHttp.replaced(at, made)));
        });
    }

    /** As {@link #remove}. */
    public Optional<Change<HttpRule>> removeHttp(String id) {
        return change(
                id,
                () -> allHttp,
                at -> new Change<>(allHttp.rules().get(at).rule(), at, replaceSmaller(all, allHttp.without(at))));
    }

    /** As {@link #move}. */
    public Optional<Change<HttpRule>> moveHttp(String id, int index) throws RuleException {
        return change(
                id,
                () -> allHttp,
                at -> new Change<>(
                        allHttp.rules().get(at).rule(), index, replaceSmaller(all, allHttp.moved(at, index))));
    }

    /** What is done to the rule at a place. */
    private interface Edit<R, X extends Exception> {
        Change<R> at(int place) throws X;
    }

    /** Changes the rule of that id; empty when there is none. */
    private <R, X extends Exception> Optional<Change<R>> change(
            String id, Supplier<OrderedRules<?>> list, Edit<R, X> edit) throws X {
        Change<R> change;
        synchronized (this) {
            var at = list.get().indexOf(id);
            if (at < 0) {
                return Optional.empty();
            }
            change = edit.at(at);
        }
        tell();
        return Optional.of(change);
    }

    /** Looks once whether somebody else changed the file, and tries again what could not be written. */
    void poll() {
        synchronized (this) {
            switch (disk.look(() -> bytes(all, allHttp))) {
                case RulesDisk.News.None() -> {
                    return;
                }
                case RulesDisk.News.Problems() -> now = snapshot(now.revision() + 1);
                case RulesDisk.News.Rules(var content) -> use(content);
            }
        }
        tell();
    }

    private void pollSafely() {
        try {
            poll();
        } catch (RuntimeException e) {
            LOG.error("looking at the rules file", e);
        }
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
        var notStored = disk.store(bytes);
        use(new RulesFile.Content(rules.rules(), http.rules()));
        return notStored;
    }

    private static byte[] bytes(OrderedRules<CompiledRule> rules, OrderedRules<EditRule> http) {
        return RulesFile.write(
                rules.rules().stream().map(CompiledRule::rule).toList(),
                http.rules().stream().map(EditRule::rule).toList());
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
        var problems = new ArrayList<>(disk.problems());
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
