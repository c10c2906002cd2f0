package org.weir.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A place where some clients look whom they trust. What it does to files is written into the ledger by {@link Installer} first. */
interface TrustStore {
    /** Stable, for options and the ledger, for example {@code firefox:abcd.default}. */
    String id();

    /** Whose it is, for a person. */
    String title();

    /** Why it cannot be changed by this user now, as a sentence; null when it can. */
    @Nullable
    String obstacle();

    /** Whether the {@link #obstacle} is only that root has to do it. */
    default boolean needsRoot() {
        return false;
    }

    /** Whether the authority is in there. */
    Look look(CaCertificate ca) throws IOException;

    /** How far an authority is in a store. */
    enum Presence {
        ABSENT,
        /** It is there, but the store's clients do not trust it. */
        PRESENT,
        TRUSTED
    }

    /** @param note what else there is to say, or null */
    record Look(Presence presence, @Nullable String note) {
        static Look of(Presence presence) {
            return new Look(presence, null);
        }
    }

    /**
     * A file as it is to be.
     *
     * @param rights if it does not exist yet
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Replacement(Path file, byte[] content, String rights) {}

    /**
     * Works out the files that make the store trust the authority, and changes nothing.
     *
     * @param scratch an empty folder, removed afterwards
     * @return null when files must not be replaced now (a program has them open): {@link #add} is called instead
     */
    @Nullable
    List<Replacement> prepare(CaCertificate ca, Path scratch) throws IOException;

    /** Files that {@link #add} and {@link #remove} may change. */
    default List<Path> ownFiles() {
        return List.of();
    }

    /** Adds the authority by the store's own means; an authority that is there already is fine. */
    default void add(CaCertificate ca) throws IOException {
        throw new IOException(title() + " cannot be changed in place");
    }

    /** Removes the authority, and nothing else, by the store's own means; one that is not there is fine. */
    void remove(CaCertificate ca) throws IOException;

    /** Files that {@link #settle} makes anew. */
    default List<Path> derived() {
        return List.of();
    }

    /** Has the system take notice of changed files; called after an installation and after a removal. */
    default void settle() throws IOException {}

    /** Whether a program has files of the store open, so that they must not be replaced. */
    default boolean inUse() {
        return false;
    }

    /** Tries the store's own clients against a server with a leaf of the authority. */
    Verdict verify(CaCertificate ca, Canary canary) throws IOException;

    /** Where a canary listens. */
    record Canary(String address, int port, String body) {
        String url() {
            return "https://" + address + ":" + port + "/";
        }
    }

    /**
     * @param verified whether a client was seen to trust the authority; null when there is none to try
     * @param words which client, or why not
     */
    record Verdict(@Nullable Boolean verified, String words) {
        static Verdict untried(String why) {
            return new Verdict(null, why);
        }
    }
}
