package org.weir.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.weir.trust.LedgerEntry.Change;

/** Changes stores, with the ledger held: whatever it changes is in the ledger before, with what was there. */
final class Installer implements AutoCloseable {
    private final Ledger ledger;
    private final Supplier<List<TrustStore>> found;
    private final Runnable beforeStep;

    private Installer(Ledger ledger, Supplier<List<TrustStore>> found, Runnable beforeStep) {
        this.ledger = ledger;
        this.found = found;
        this.beforeStep = beforeStep;
    }

    /**
     * Takes the ledger, and undoes everything that a killed command left.
     *
     * @param found looks for the stores: what is undone may bring one back
     * @param beforeStep called before each change of a file or a store
     */
    static Installer open(Path ledger, Supplier<List<TrustStore>> found, Runnable beforeStep) throws IOException {
        var held = Ledger.open(ledger);
        var installer = new Installer(held, found, beforeStep);
        try {
            for (var entry : held.entries().reversed()) {
                if (!entry.phase().equals(LedgerEntry.INSTALLED)) {
                    installer.undo(entry);
                }
            }
            return installer;
        } catch (IOException e) {
            try {
                held.close();
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw new IOException("what an interrupted command left could not be undone: " + e.getMessage(), e);
        }
    }

    Ledger ledger() {
        return ledger;
    }

    @Override
    public void close() throws IOException {
        ledger.close();
    }

    /** Puts the authority into a store; undone when it does not work. */
    void install(TrustStore store, CaCertificate ca) throws IOException {
        var scratch = Files.createTempDirectory("weir-trust-");
        try {
            change(store, ca, store.prepare(ca, scratch));
        } finally {
            FileImage.removeTree(scratch);
        }
    }

    private void change(TrustStore store, CaCertificate ca, @Nullable List<TrustStore.Replacement> replacements)
            throws IOException {
        var files = new ArrayList<Change>();
        if (replacements == null) {
            for (var file : store.ownFiles()) {
                files.add(new Change(file.toString(), ledger.keep(file), null, "rw-------"));
            }
        } else {
            for (var one : replacements) {
                files.add(new Change(
                        one.file().toString(), ledger.keep(one.file()), FileImage.hash(one.content()), one.rights()));
            }
        }
        var derived = new ArrayList<Change>();
        for (var file : store.derived()) {
            derived.add(new Change(file.toString(), ledger.keep(file), null, "rw-r--r--"));
        }
        var folders = new ArrayList<String>();
        if (replacements != null) {
            for (var one : replacements) {
                missing(Objects.requireNonNull(one.file().getParent()), folders);
            }
        }
        var entry = new LedgerEntry(store.id(), ca, LedgerEntry.INSTALLING, files, derived, folders, false, null);
        beforeStep.run();
        ledger.add(entry);
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
                undo(entry, store);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        beforeStep.run();
        ledger.replace(entry, one -> one.installed(asTheyAre(one.files()), asTheyAre(one.derived())));
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

    /** Takes out what an entry says was put in. */
    void undo(LedgerEntry entry) throws IOException {
        var store = found.get().stream()
                .filter(one -> one.id().equals(entry.store()))
                .findFirst()
                .orElse(null);
        undo(entry, store);
    }

    /** @param store null when it is not there any more: then only files that are as we left them are put back */
    private void undo(LedgerEntry entry, @Nullable TrustStore store) throws IOException {
        var now = entry;
        if (!entry.phase().equals(LedgerEntry.REMOVING)) {
            now = entry.removing(!entry.derived().isEmpty() && allAre(entry.derived(), false));
            var removing = now;
            beforeStep.run();
            ledger.replace(entry, _ -> removing);
        }
        if (allAre(now.files(), true) && (store == null || !store.inUse())) {
            for (var change : now.files()) {
                restore(change);
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
                restore(change);
            }
        }
        Ledger.removeFolders(now.folders());
        bequeathFolders(now);
        beforeStep.run();
        ledger.drop(now);
    }

    /** Folders that another authority's files are still in are removed with those. */
    private void bequeathFolders(LedgerEntry gone) throws IOException {
        var left = gone.folders().stream()
                .filter(folder -> Files.exists(Path.of(folder)))
                .toList();
        var heir = ledger.entries().stream()
                .filter(one -> one.store().equals(gone.store()) && !one.equals(gone))
                .findFirst();
        if (!left.isEmpty() && heir.isPresent()) {
            ledger.replace(heir.get(), one -> one.withFolders(left));
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

    private void restore(Change change) throws IOException {
        var file = Path.of(change.path());
        if (!FileImage.hash(file).equals(change.before())) {
            beforeStep.run();
            FileImage.put(file, ledger.kept(change.before()), change.rights());
        }
    }
}
