package org.weir.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.weir.trust.TrustStore.Canary;
import org.weir.trust.TrustStore.Presence;

/**
 * The stores of a machine, and what users ask of them: who is trusted where, to put authorities in and to take them out again.
 * A command that was killed is undone by the next one. Not safe for use by several threads; several processes wait for nobody,
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

    /**
     * Puts the authority into these stores.
     *
     * @param named whether the user named them: only then a store that the user has cleaned is filled again
     */
    public List<Outcome> install(CaCertificate ca, List<String> stores, boolean named) throws IOException {
        try (var held = Installer.open(ledger, this::found, beforeStep)) {
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
        try (var held = Installer.open(ledger, this::found, beforeStep)) {
            var outcomes = new ArrayList<Outcome>();
            // The last first: an earlier one's "before" is then what is found.
            for (var entry : held.ledger().entries().reversed()) {
                if (stores.contains(entry.store()) && !kept.contains(entry.ca().sha256())) {
                    outcomes.add(attempt(entry.store(), () -> {
                        held.undo(entry);
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
        try (var held = Installer.open(ledger, this::found, beforeStep)) {
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
        State state;
        String note;
        try {
            var look = store.look(ca);
            state = state(look.presence(), entry);
            note = look.note();
        } catch (IOException e) {
            state = State.ABSENT;
            note = e.getMessage();
        }
        return new Line(store.id(), store.title(), state, entry != null, note, store.obstacle(), store.needsRoot());
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

    private static Outcome install(Installer held, TrustStore store, CaCertificate ca, boolean named)
            throws IOException {
        var obstacle = store.obstacle();
        if (obstacle != null) {
            return new Outcome(store.id(), false, obstacle);
        }
        var entry = held.ledger().entries().stream()
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
            held.undo(entry);
        }
        held.install(store, ca);
        return new Outcome(store.id(), true, "it is installed there");
    }

    private static Outcome verify(Installer held, TrustStore store, CaCertificate ca, Canary canary)
            throws IOException {
        var look = store.look(ca);
        if (look.presence() == Presence.ABSENT) {
            return new Outcome(store.id(), false, "the authority is not there");
        }
        var verdict = store.verify(ca, canary);
        var entry = held.ledger().entries().stream()
                .filter(one -> one.isOf(store, ca))
                .findFirst();
        if (entry.isPresent()) {
            var at = Boolean.TRUE.equals(verdict.verified()) ? Long.valueOf(System.currentTimeMillis()) : null;
            held.ledger().replace(entry.get(), one -> one.verifiedAt(at));
        }
        return new Outcome(store.id(), Boolean.TRUE.equals(verdict.verified()), verdict.words());
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

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
