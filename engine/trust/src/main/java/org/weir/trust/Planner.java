package org.weir.trust;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.weir.trust.Plan.Action;
import org.weir.trust.Plan.Step;
import org.weir.trust.TrustStore.Presence;

/** Works out what {@link Trust} would do, on copies and with the ledger only read. */
final class Planner {
    private final List<TrustStore> found;
    private final List<LedgerEntry> entries;

    /** @param entries of the ledger, oldest first */
    Planner(List<TrustStore> found, List<LedgerEntry> entries) {
        this.found = List.copyOf(found);
        this.entries = List.copyOf(entries);
    }

    /** As {@link Trust#install}. */
    List<Plan> install(CaCertificate ca, List<String> stores, boolean named) {
        var plans = undoInterrupted(stores);
        for (var store : found) {
            if (stores.contains(store.id())) {
                plans.add(attempt(store.id(), () -> install(store, ca, named)));
            }
        }
        return plans;
    }

    /** As {@link Trust#remove}. */
    List<Plan> remove(List<String> stores, List<String> kept) {
        var plans = undoInterrupted(stores);
        for (var id : stores) {
            plans.add(attempt(id, () -> {
                var steps = new ArrayList<Step>();
                for (var entry : entries.reversed()) {
                    if (entry.store().equals(id) && !kept.contains(entry.ca().sha256())) {
                        steps.addAll(undo(entry));
                    }
                }
                return new Plan(id, true, steps.isEmpty() ? "nothing of ours was there" : "", steps);
            }));
        }
        return plans;
    }

    /** Whatever is asked for, what a killed command left is undone first. */
    private List<Plan> undoInterrupted(List<String> stores) {
        var plans = new ArrayList<Plan>();
        for (var entry : entries.reversed()) {
            if (!entry.phase().equals(LedgerEntry.INSTALLED) && !stores.contains(entry.store())) {
                plans.add(attempt(
                        entry.store(),
                        () -> new Plan(
                                entry.store(), true, "a command was interrupted there: it is undone", undo(entry))));
            }
        }
        return plans;
    }

    private Plan install(TrustStore store, CaCertificate ca, boolean named) throws IOException {
        var obstacle = store.obstacle();
        // What root would do there can be told to anybody.
        if (obstacle != null && !store.needsRoot()) {
            return new Plan(store.id(), false, obstacle, List.of());
        }
        var entry = entries.stream().filter(one -> one.isOf(store, ca)).findFirst();
        var look = store.look(ca);
        if (look.presence() == Presence.TRUSTED && look.note() == null) {
            return new Plan(store.id(), true, "it is trusted there already", List.of());
        }
        if (entry.isPresent() && look.presence() == Presence.ABSENT && !named) {
            return new Plan(
                    store.id(), false, "you removed it there: name the store to have it put there again", List.of());
        }
        var steps = new ArrayList<Step>();
        var scratch = Files.createTempDirectory("weir-trust-");
        try {
            var replacements = store.prepare(ca, scratch);
            if (replacements == null) {
                store.ownFiles().forEach(file -> steps.add(Step.of(Action.EDIT, file)));
            } else {
                replacements.forEach(one -> steps.add(step(store, one)));
            }
        } finally {
            FileImage.removeTree(scratch);
        }
        store.derived().forEach(file -> steps.add(Step.of(Action.REMAKE, file)));
        return new Plan(store.id(), obstacle == null, obstacle == null ? "" : obstacle, steps);
    }

    private static Step step(TrustStore store, TrustStore.Replacement one) {
        var action = Files.exists(one.file()) ? Action.REPLACE : Action.CREATE;
        var shown = store instanceof EnvironmentStore variables && one.file().equals(variables.script());
        return new Step(
                action.word(), one.file().toString(), shown ? new String(one.content(), StandardCharsets.UTF_8) : null);
    }

    private List<Step> undo(LedgerEntry entry) throws IOException {
        var store = store(entry.store());
        var steps = new ArrayList<Step>();
        if (Installer.allAre(entry.files(), true) && (store == null || !store.inUse())) {
            for (var change : entry.files()) {
                if (!FileImage.hash(Path.of(change.path())).equals(change.before())) {
                    steps.add(Step.of(
                            change.before().equals(FileImage.ABSENT) ? Action.DELETE : Action.RESTORE, change.path()));
                }
            }
        } else if (store != null) {
            entry.files().forEach(change -> steps.add(Step.of(Action.EDIT, change.path())));
        }
        if (store != null) {
            store.derived().forEach(file -> steps.add(Step.of(Action.REMAKE, file)));
        }
        entry.folders().reversed().forEach(folder -> steps.add(Step.of(Action.DELETE_IF_EMPTY, folder)));
        return steps;
    }

    private @Nullable TrustStore store(String id) {
        return found.stream().filter(one -> one.id().equals(id)).findFirst().orElse(null);
    }

    /** What can fail for one store without touching the others. */
    private interface Work {
        Plan run() throws IOException;
    }

    private static Plan attempt(String store, Work work) {
        try {
            return work.run();
        } catch (IOException e) {
            return new Plan(store, false, Objects.requireNonNullElse(e.getMessage(), e.toString()), List.of());
        }
    }
}
