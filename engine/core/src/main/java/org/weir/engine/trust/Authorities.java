package org.weir.engine.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.engine.trust.AuthorityFolder.UnusableException;
import org.weir.engine.trust.AuthorityState.Next;
import org.weir.engine.trust.AuthorityState.Phase;

/**
 * The authority in use and the one to come. An authority is made without being asked for only when there never was one;
 * whatever is wrong with it later, the user is told, and nothing is made, changed or deleted. Any thread; {@link #current}
 * and {@link #problem} answer from memory, everything else reads or writes files.
 */
public final class Authorities {
    private static final Logger LOG = LoggerFactory.getLogger(Authorities.class);

    /** Before the end of an authority there is time to rotate. */
    private static final Duration WARN_BEFORE = Duration.ofDays(60);

    private final @Nullable AuthorityFolder folder;
    private final String machine;
    private final Clock clock;
    private final SecureRandom random;
    private final CertificateMaker maker;
    private AuthorityState state = AuthorityState.LOST;
    private boolean stateKnown;
    private volatile View view = new View(null, null, null, "the authority is not made yet");
    private volatile Consumer<Authority> onUse = _ -> {};

    /**
     * What is known.
     *
     * @param current loaded, perhaps not valid at the moment
     * @param next certificate of the one to come
     * @param why what is wrong with the current one; null when it is loaded
     */
    private record View(
            @Nullable Authority current,
            @Nullable X509Certificate next,
            @Nullable Phase phase,
            @Nullable String why) {}

    /** A step of the rotation is not possible now; the message is for the user. */
    public static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    /**
     * @param folder where authorities are kept; null: nowhere, and then there is none
     * @param machine the host's name, printable ASCII
     */
    public Authorities(@Nullable Path folder, String machine, Clock clock, SecureRandom random) {
        this(folder == null ? null : new AuthorityFolder(folder), machine, clock, random);
    }

    Authorities(@Nullable AuthorityFolder folder, String machine, Clock clock, SecureRandom random) {
        this.folder = folder;
        this.machine = machine;
        this.clock = clock;
        this.random = random;
        this.maker = new CertificateMaker(random);
    }

    /** Told of each authority that comes into use, in the thread that brings it. */
    void onUse(Consumer<Authority> listener) {
        onUse = listener;
    }

    /** Reads what is there, finishes what a crash interrupted, makes the first authority if there never was one. */
    public synchronized void open() {
        if (folder == null) {
            view = new View(null, null, null, "the engine has no state folder to keep an authority in");
            return;
        }
        try {
            var found = folder.readState();
            if (found.isEmpty() && folder.holdsAuthorities()) {
                throw new UnusableException("state.json, which says which authority is in use, is missing");
            }
            state = found.orElse(AuthorityState.FIRST);
            stateKnown = true;
            tidy();
            if (state.first()) {
                makeFirst();
            }
            load();
        } catch (UnusableException | IOException e) {
            fail(sentence(e));
        }
    }

    /** The authority to sign with now; null: see {@link #problem}. */
    @Nullable
    Authority current() {
        var authority = view.current();
        return authority == null || authority.untimely(clock.instant()) != null ? null : authority;
    }

    /** Why there is no authority to sign with; null while there is one. */
    public @Nullable String problem() {
        var now = view;
        return now.current() == null ? now.why() : now.current().untimely(clock.instant());
    }

    /** What there is to know about the authorities, for the user. Reads the files again if something was wrong with them. */
    public synchronized Status status() {
        if (view.current() == null && folder != null) {
            open();
        }
        var now = view;
        return new Status(now.current() == null ? null : now.current().certificate(), now.next(), phase(), problem());
    }

    /**
     * @param current even when it is not valid at the moment; null when it could not be read
     * @param next the one to come, or null
     * @param phase of the next: made or trusted; null without one
     */
    public record Status(
            @Nullable X509Certificate current,
            @Nullable X509Certificate next,
            @Nullable String phase,
            @Nullable String problem) {}

    /** The certificate of the current or of the next authority, whether it may be used now or not. */
    synchronized X509Certificate certificate(boolean ofNext) throws RefusedException {
        var now = status();
        var found = ofNext ? now.next() : now.current();
        if (found == null) {
            throw new RefusedException(ofNext ? "there is no next authority" : String.valueOf(now.problem()));
        }
        return found;
    }

    /** The current or the next authority itself, usable now. */
    synchronized Authority authority(boolean ofNext) throws RefusedException {
        if (ofNext) {
            try {
                return writable().read(next().id());
            } catch (UnusableException e) {
                throw new RefusedException("the next authority cannot be used: " + e.getMessage());
            }
        }
        var authority = current();
        if (authority == null) {
            throw new RefusedException(String.valueOf(problem()));
        }
        return authority;
    }

    /** Whether the current authority ends soon. */
    public boolean endsSoon() {
        var authority = current();
        return authority != null && clock.instant().plus(WARN_BEFORE).isAfter(authority.notAfter());
    }

    /** Rotation, first step: makes the next authority. Nobody uses it yet. */
    public synchronized void makeNext() throws RefusedException, IOException {
        var kept = writable();
        if (!stateKnown) {
            // The user asks for a new one, which is the only way out of a state that cannot be read.
            kept.putStateAside();
            state = AuthorityState.LOST;
            stateKnown = true;
        }
        tidy();
        if (state.next() != null) {
            throw new RefusedException("the next authority is made already: have it trusted and commit, or abort");
        }
        make(kept);
        load();
    }

    /** Rotation, second step: at least one store trusts the next authority. */
    public synchronized void nextIsTrusted() throws RefusedException, IOException {
        save(writable(), state.withNext(new Next(next().id(), Phase.TRUSTED)));
        load();
    }

    /**
     * Rotation, last step: leaves are signed by the next authority from now on, and the former one's key is destroyed.
     *
     * @param untrusted whether it may be used although no store was said to trust it
     */
    public synchronized void commitNext(boolean untrusted) throws RefusedException, IOException {
        var kept = writable();
        var next = next();
        if (next.phase() != Phase.TRUSTED && !untrusted) {
            throw new RefusedException("no store trusts the next authority yet: install it first");
        }
        authority(true);
        save(kept, state.promoteNext());
        tidy();
        load();
    }

    /** Drops the next authority. */
    public synchronized void abortNext() throws RefusedException, IOException {
        var kept = writable();
        next();
        save(kept, state.dropNext());
        tidy();
        load();
    }

    private void makeFirst() throws IOException {
        var kept = Objects.requireNonNull(folder);
        if (state.next() == null) {
            make(kept);
        }
        save(kept, state.promoteNext());
        LOG.info("a certificate authority was made");
    }

    private void make(AuthorityFolder kept) throws IOException {
        var bytes = new byte[8];
        random.nextBytes(bytes);
        var id = HexFormat.of().formatHex(bytes);
        save(kept, state.withNext(new Next(id, Phase.MAKING)));
        try {
            kept.write(id, maker.authority(machine, clock.instant()));
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java cannot make an authority: " + e.getMessage(), e);
        }
        save(kept, state.withNext(new Next(id, Phase.MADE)));
    }

    /** Deletes the files of authorities that the state says are to go, then forgets them. */
    private void tidy() throws IOException {
        var kept = Objects.requireNonNull(folder);
        if (state.next() != null && state.next().phase() == Phase.MAKING) {
            save(kept, state.dropNext());
        }
        if (!state.retired().isEmpty()) {
            for (var id : state.retired()) {
                kept.delete(id);
            }
            save(kept, state.withoutRetired());
        }
    }

    private void load() {
        var kept = Objects.requireNonNull(folder);
        X509Certificate next = null;
        Phase phase = null;
        try {
            if (state.next() != null && state.next().phase() != Phase.MAKING) {
                phase = state.next().phase();
                next = kept.certificate(state.next().id());
            }
        } catch (UnusableException e) {
            LOG.warn("the next authority cannot be used: {}", e.getMessage());
        }
        try {
            if (state.current() == null) {
                throw new UnusableException("none is in use");
            }
            var authority = kept.read(state.current());
            // Who signs is changed first: an authority that is said to be there can sign.
            onUse.accept(authority);
            view = new View(authority, next, phase, null);
        } catch (UnusableException e) {
            view = new View(null, next, phase, sentence(e));
            LOG.warn("{}", view.why());
        }
    }

    private void fail(String why) {
        view = new View(null, null, null, why);
        LOG.warn("{}", why);
    }

    private static String sentence(Exception e) {
        return "nothing can be inspected, because the certificate authority cannot be used: " + e.getMessage();
    }

    private @Nullable String phase() {
        var phase = view.phase();
        return phase == null ? null : phase.word();
    }

    private AuthorityFolder writable() throws RefusedException {
        if (folder == null) {
            throw new RefusedException("the engine has no state folder to keep an authority in");
        }
        return folder;
    }

    private Next next() throws RefusedException {
        var next = state.next();
        if (next == null) {
            throw new RefusedException("there is no next authority: make one first");
        }
        return next;
    }

    /** The file first: what is not written did not happen. */
    private void save(AuthorityFolder kept, AuthorityState changed) throws IOException {
        kept.writeState(changed);
        state = changed;
    }
}
