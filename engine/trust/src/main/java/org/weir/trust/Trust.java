package org.weir.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.weir.trust.LedgerEntry.Change;
import org.weir.trust.TrustStore.Canary;
import org.weir.trust.TrustStore.Presence;

/**
 * Puts authorities into stores and takes them out again. Whatever it changes is in the ledger before, with what was there; a
 * command that was killed is undone by the next one. Not safe for use by several threads; several processes wait for nobody,
 * the second is refused.
 */
public final class Trust {
    private final Machine machine;
    private final Path ledger;
    private final Runnable beforeStep;

    public Trust(Machine machine) {
        this(machine, () -> {});
    }

    /** @param beforeStep called before each change of a file or a store: there tests kill us */
    Trust(Machine machine, Runnable beforeStep) {
        this.machine = machine;
        this.beforeStep = beforeStep;
        // Root's is not under /var/lib/weir: that is the engine's, and the engine must not lead root anywhere.
        this.ledger = isRoot()
                ? machine.path("var/lib/weir-trust")
                : machine.userFolder("XDG_STATE_HOME", ".local/state").resolve("trust");
    }

    /** How an authority stands in a store. */
    public enum State {
        /** Not there. */
        ABSENT,
        /** There, but not trusted. */
        PRESENT,
        TRUSTED,
        /** Trusted, and a client of the store was seen to connect. */
        VERIFIED,
        /** We put it there and somebody took it out: it is not put there again unless asked for by name. */
        REMOVED_BY_YOU,
        /** A command was killed in the middle; the next one undoes what it did. */
        INTERRUPTED;

        /** As a word for people and programs. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * One line of a list.
     *
     * @param ours whether we put it there, so that we would remove it
     * @param note what else there is to say, or null
     * @param obstacle why it cannot be changed now, or null
     * @param needsRoot whether the obstacle is only that root has to do it
     */
    public record Line(
            String store,
            String title,
            State state,
            boolean ours,
            @Nullable String note,
            @Nullable String obstacle,
            boolean needsRoot) {}

    /** What became of one store: {@code done} is false when nothing was done, and {@code words} say why. */
    public record Outcome(String store, boolean done, String words) {}

    /** The variables' file, to be shown before it is written. */
    public EnvironmentStore environment() {
        return new EnvironmentStore(machine);
    }

    /** Ids of all stores that were found. */
    public List<String> stores() {
        return found().stream().map(TrustStore::id).toList();
    }

    /** How the authority stands in every store. Changes nothing. */
    public List<Line> list(CaCertificate ca) throws IOException {
        var entries = Ledger.peek(ledger);
        var lines = new ArrayList<Line>();
        for (var store : found()) {
            lines.add(line(store, ca, entries));
        }
        return lines;
    }

    /** Authorities that stores were told of, the newest last, as the ledger has them. */
    public List<CaCertificate> known() throws IOException {
        return Ledger.peek(ledger).stream().map(LedgerEntry::ca).distinct().toList();
    }

    /**
     * Puts the authority into these stores.
     *
     * @param named whether the user named them: only then a store that the user has cleaned is filled again
     */
    public List<Outcome> install(CaCertificate ca, List<String> stores, boolean named) throws IOException {
        try (var held = open()) {
            var outcomes = new ArrayList<Outcome>();
            for (var store : chosen(stores)) {
                outcomes.add(attempt(store.id(), () -> install(held, store, ca, named)));
            }
            return outcomes;
        }
    }

    /**
     * Takes our authorities out of these stores.
     *
     * @param kept authorities that stay; empty: all go
     */
    public List<Outcome> remove(List<String> stores, List<String> kept) throws IOException {
        try (var held = open()) {
            var outcomes = new ArrayList<Outcome>();
            // The last first: an earlier one's "before" is then what is found.
            for (var entry : held.entries().reversed()) {
                if (stores.contains(entry.store()) && !kept.contains(entry.ca().sha256())) {
                    outcomes.add(attempt(entry.store(), () -> {
                        undo(held, entry);
                        return new Outcome(entry.store(), true, entry.ca().subject() + " is removed");
                    }));
                }
            }
            for (var store : stores) {
                if (outcomes.stream().noneMatch(outcome -> outcome.store().equals(store))) {
                    outcomes.add(new Outcome(store, true, "nothing of ours was there"));
                }
            }
            return outcomes;
        }
    }

    /** What {@link #install} would do; changes nothing and waits for nobody. */
    public List<Plan> planInstall(CaCertificate ca, List<String> stores, boolean named) throws IOException {
        return new Planner(found(), Ledger.peek(ledger)).install(ca, stores, named);
    }

    /** What {@link #remove} would do; changes nothing and waits for nobody. */
    public List<Plan> planRemove(List<String> stores, List<String> kept) throws IOException {
        return new Planner(found(), Ledger.peek(ledger)).remove(stores, kept);
    }

    /** Stores of which the ledger knows, whether they are still there or not. */
    public List<String> changedStores() throws IOException {
        return Ledger.peek(ledger).stream().map(LedgerEntry::store).distinct().toList();
    }

    /**
     * Tries the stores' own clients, and remembers who connected.
     *
     * @param address and the port where a server with a leaf of the authority listens
     * @param body what it answers to {@code GET /}
     */
    public List<Outcome> verify(CaCertificate ca, List<String> stores, String address, int port, String body)
            throws IOException {
        var canary = new Canary(address, port, body);
        try (var held = open()) {
            var outcomes = new ArrayList<Outcome>();
            for (var store : chosen(stores)) {
                outcomes.add(attempt(store.id(), () -> verify(held, store, ca, canary)));
            }
            return outcomes;
        }
    }

    private Line line(TrustStore store, CaCertificate ca, List<LedgerEntry> entries) {
        var entry =
                entries.stream().filter(one -> one.isOf(store, ca)).findFirst().orElse(null);
        try {
            var look = store.look(ca);
            return new Line(
                    store.id(),
                    store.title(),
                    state(look.presence(), entry),
                    entry != null,
                    look.note(),
                    store.obstacle(),
                    store.needsRoot());
        } catch (IOException e) {
            return new Line(
                    store.id(),
                    store.title(),
                    State.ABSENT,
                    entry != null,
                    e.getMessage(),
                    store.obstacle(),
                    store.needsRoot());
        }
    }

    private static State state(Presence presence, @Nullable LedgerEntry entry) {
        if (entry != null && !entry.phase().equals(LedgerEntry.INSTALLED)) {
            return State.INTERRUPTED;
        }
        return switch (presence) {
            case ABSENT -> entry == null ? State.ABSENT : State.REMOVED_BY_YOU;
            case PRESENT -> State.PRESENT;
            case TRUSTED -> entry != null && entry.verifiedAtMs() != null ? State.VERIFIED : State.TRUSTED;
        };
    }

    private Outcome install(Ledger held, TrustStore store, CaCertificate ca, boolean named) throws IOException {
        var obstacle = store.obstacle();
        if (obstacle != null) {
            return new Outcome(store.id(), false, obstacle);
        }
        var entry = held.entries().stream()
                .filter(one -> one.isOf(store, ca))
                .findFirst()
                .orElse(null);
        var look = store.look(ca);
        if (look.presence() == Presence.TRUSTED && look.note() == null) {
            return new Outcome(store.id(), true, "it is trusted there already");
        }
        if (entry != null) {
            if (look.presence() == Presence.ABSENT && !named) {
                return new Outcome(
                        store.id(), false, "you removed it there: name the store to have it put there again");
            }
            undo(held, entry);
        }
        var scratch = Files.createTempDirectory("weir-trust-");
        try {
            change(held, store, ca, store.prepare(ca, scratch));
        } finally {
            removeTree(scratch);
        }
        return new Outcome(store.id(), true, "it is installed there");
    }

    private void change(
            Ledger held, TrustStore store, CaCertificate ca, @Nullable List<TrustStore.Replacement> replacements)
            throws IOException {
        var files = new ArrayList<Change>();
        if (replacements == null) {
            for (var file : store.ownFiles()) {
                files.add(new Change(file.toString(), held.keep(file), null, "rw-------"));
            }
        } else {
            for (var one : replacements) {
                files.add(new Change(
                        one.file().toString(), held.keep(one.file()), FileImage.hash(one.content()), one.rights()));
            }
        }
        var derived = new ArrayList<Change>();
        for (var file : store.derived()) {
            derived.add(new Change(file.toString(), held.keep(file), null, "rw-r--r--"));
        }
        var folders = new ArrayList<String>();
        if (replacements != null) {
            for (var one : replacements) {
                missing(Objects.requireNonNull(one.file().getParent()), folders);
            }
        }
        var entry = new LedgerEntry(store.id(), ca, LedgerEntry.INSTALLING, files, derived, folders, false, null);
        beforeStep.run();
        held.add(entry);
        try {
            for (var folder : folders) {
                beforeStep.run();
                FileImage.makeFolders(Path.of(folder), "rwxr-xr-x");
            }
            if (replacements == null) {
                beforeStep.run();
                store.add(ca);
            } else {
                for (var one : replacements) {
                    beforeStep.run();
                    FileImage.put(one.file(), one.content(), one.rights());
                }
            }
            beforeStep.run();
            store.settle();
        } catch (IOException e) {
            try {
                undo(held, entry, store);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        beforeStep.run();
        held.replace(entry, one -> one.installed(asTheyAre(one.files()), asTheyAre(one.derived())));
    }

    private static void missing(Path folder, List<String> into) {
        var above = new ArrayList<String>();
        for (var one = folder; one != null && !Files.exists(one); one = one.getParent()) {
            if (!into.contains(one.toString())) {
                above.addFirst(one.toString());
            }
        }
        into.addAll(above);
    }

    private static List<Change> asTheyAre(List<Change> changes) {
        var all = new ArrayList<Change>();
        for (var change : changes) {
            String now;
            try {
                now = FileImage.hash(Path.of(change.path()));
            } catch (IOException e) {
                now = null;
            }
            all.add(new Change(change.path(), change.before(), now, change.rights()));
        }
        return all;
    }

    private void undo(Ledger held, LedgerEntry entry) throws IOException {
        var store = found().stream()
                .filter(one -> one.id().equals(entry.store()))
                .findFirst()
                .orElse(null);
        undo(held, entry, store);
    }

    /** @param store null when it is not there any more: then only files that are as we left them are put back */
    private void undo(Ledger held, LedgerEntry entry, @Nullable TrustStore store) throws IOException {
        var now = entry;
        if (!entry.phase().equals(LedgerEntry.REMOVING)) {
            now = entry.removing(!entry.derived().isEmpty() && allAre(entry.derived(), false));
            var removing = now;
            beforeStep.run();
            held.replace(entry, _ -> removing);
        }
        if (allAre(now.files(), true) && (store == null || !store.inUse())) {
            for (var change : now.files()) {
                restore(held, change);
            }
        } else if (store != null) {
            beforeStep.run();
            store.remove(now.ca());
        }
        if (store != null) {
            beforeStep.run();
            store.settle();
        }
        if (now.restoreDerived()) {
            for (var change : now.derived()) {
                restore(held, change);
            }
        }
        Ledger.removeFolders(now.folders());
        bequeathFolders(held, now);
        beforeStep.run();
        held.drop(now);
    }

    /** Folders that another authority's files are still in are removed with those. */
    private static void bequeathFolders(Ledger held, LedgerEntry gone) throws IOException {
        var left = gone.folders().stream()
                .filter(folder -> Files.exists(Path.of(folder)))
                .toList();
        var heir = held.entries().stream()
                .filter(one -> one.store().equals(gone.store()) && !one.equals(gone))
                .findFirst();
        if (!left.isEmpty() && heir.isPresent()) {
            held.replace(heir.get(), one -> one.withFolders(left));
        }
    }

    /** Whether nobody else has changed any of them. */
    static boolean allAre(List<Change> changes, boolean orBefore) throws IOException {
        for (var change : changes) {
            var present = FileImage.hash(Path.of(change.path()));
            if (!present.equals(change.after()) && !(orBefore && present.equals(change.before()))) {
                return false;
            }
        }
        return true;
    }

    private void restore(Ledger held, Change change) throws IOException {
        var file = Path.of(change.path());
        if (!FileImage.hash(file).equals(change.before())) {
            beforeStep.run();
            FileImage.put(file, held.kept(change.before()), change.rights());
        }
    }

    private static Outcome verify(Ledger held, TrustStore store, CaCertificate ca, Canary canary) throws IOException {
        var look = store.look(ca);
        if (look.presence() == Presence.ABSENT) {
            return new Outcome(store.id(), false, "the authority is not there");
        }
        var verdict = store.verify(ca, canary);
        var entry = held.entries().stream().filter(one -> one.isOf(store, ca)).findFirst();
        if (entry.isPresent()) {
            var at = Boolean.TRUE.equals(verdict.verified()) ? Long.valueOf(System.currentTimeMillis()) : null;
            held.replace(entry.get(), one -> one.verifiedAt(at));
        }
        return new Outcome(store.id(), Boolean.TRUE.equals(verdict.verified()), verdict.words());
    }

    /** The ledger, with everything undone that a killed command left. */
    private Ledger open() throws IOException {
        var held = Ledger.open(ledger);
        try {
            for (var entry : held.entries().reversed()) {
                if (!entry.phase().equals(LedgerEntry.INSTALLED)) {
                    undo(held, entry);
                }
            }
            return held;
        } catch (IOException e) {
            try {
                held.close();
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw new IOException("what an interrupted command left could not be undone: " + e.getMessage(), e);
        }
    }

    private List<TrustStore> chosen(List<String> ids) {
        return found().stream().filter(store -> ids.contains(store.id())).toList();
    }

    /** The system's first: others may be made of it. */
    private List<TrustStore> found() {
        var all = new ArrayList<TrustStore>();
        SystemStore.find(machine).ifPresent(all::add);
        all.addAll(JdkStore.find(machine));
        all.addAll(NssStore.find(machine));
        all.add(new EnvironmentStore(machine));
        return all;
    }

    /** What can fail for one store without touching the others. */
    private interface Step {
        Outcome run() throws IOException;
    }

    private static Outcome attempt(String store, Step step) {
        try {
            return step.run();
        } catch (IOException e) {
            return new Outcome(store, false, Objects.requireNonNullElse(e.getMessage(), e.toString()));
        }
    }

    static void removeTree(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (var one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(one);
            }
        }
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
