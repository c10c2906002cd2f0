package org.weir.engine.store.rules;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weir.engine.http.edit.RuleFiles;
import org.weir.engine.policy.UserLookup;

/**
 * rules.json as its store lives with it: what of it can be used, what is wrong with it in words for the user, and the tries
 * to write what could not be written. Not safe for use by several threads.
 */
final class RulesDisk {
    private static final Logger LOG = LoggerFactory.getLogger(RulesDisk.class);

    /** Looks between tries to write what could not be written: a full disk does not empty in a second. */
    private static final int RETRY_POLLS = 5;

    /** Null: in memory only. */
    private final @Nullable RulesFolder folder;

    private final UserLookup users;

    /** Whether the file is of a later version of ours, which we do not write over. */
    private boolean newerFile;

    private @Nullable String fileProblem;
    private @Nullable String storeProblem;
    private boolean unsaved;
    private int pollsUntilRetry;

    RulesDisk(@Nullable RulesFolder folder, UserLookup users) {
        this.folder = folder;
        this.users = users;
    }

    /** What a look at the file found. */
    sealed interface News {
        /** Nothing that anybody has to know. */
        record None() implements News {}

        /** {@link RulesDisk#problems} says something else now. */
        record Problems() implements News {}

        /** Somebody else wrote good rules. */
        record Rules(RulesFile.Content content) implements News {}
    }

    boolean isThere() {
        return folder != null;
    }

    /** What is wrong, in words for the user; empty is good. */
    List<String> problems() {
        var problems = new ArrayList<String>();
        if (fileProblem != null) {
            problems.add(fileProblem);
        }
        if (storeProblem != null) {
            problems.add(storeProblem);
        }
        return problems;
    }

    /** Reads when the engine starts: the file, else its last good copy, else no rules. Empty when there is no file. */
    Optional<RulesFile.Content> first() {
        if (folder == null) {
            return Optional.empty();
        }
        var found = first(folder);
        if (fileProblem != null) {
            LOG.warn("rules file: {}", fileProblem);
        }
        return found;
    }

    private Optional<RulesFile.Content> first(RulesFolder from) {
        switch (from.read()) {
            case RulesFolder.Found.Missing() -> {
                LOG.info("no rules file; no rules");
                return Optional.empty();
            }
            case RulesFolder.Found.Unreadable(var why) -> {
                fileProblem = "cannot read the rules file: " + why;
                return Optional.of(lastGood(from));
            }
            case RulesFolder.Found.Content(var bytes) -> {
                try {
                    var content = RulesFile.read(bytes, users, RuleFiles.DISK);
                    from.keepGood(bytes);
                    return Optional.of(content);
                } catch (BadRulesException e) {
                    bad(e, bytes, from);
                    return Optional.of(lastGood(from));
                }
            }
        }
    }

    private RulesFile.Content lastGood(RulesFolder from) {
        if (from.readGood() instanceof RulesFolder.Found.Content(var bytes)) {
            try {
                return RulesFile.read(bytes, users, RuleFiles.DISK);
            } catch (BadRulesException e) {
                LOG.warn("the last good rules file is bad as well: {}", e.getMessage());
            }
        }
        return RulesFile.Content.EMPTY;
    }

    private void bad(BadRulesException e, byte[] bytes, RulesFolder from) {
        newerFile = e.isNewer();
        fileProblem = newerFile
                ? e.getMessage() + "; the file is left alone, and changes are kept in memory only"
                : e.getMessage() + from.keepBad(bytes);
    }

    /**
     * Looks once whether somebody else changed the file; when something is still to be written, tries that instead.
     *
     * @param present the rules in force as the file would have them
     */
    News look(Supplier<byte[]> present) {
        if (unsaved) {
            return retry(present);
        }
        return folder == null ? new News.None() : reload(folder);
    }

    private News reload(RulesFolder from) {
        var found = from.readIfChanged();
        if (found.isEmpty()) {
            return new News.None();
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
                    from.keepGood(bytes);
                    LOG.info(
                            "rules file read again: {} rules, {} for HTTP",
                            content.rules().size(),
                            content.http().size());
                    return new News.Rules(content);
                } catch (BadRulesException e) {
                    // An editor may be half way through: the first bad look says nothing yet.
                    if (!from.sameAsLastBad(bytes)) {
                        return new News.None();
                    }
                    bad(e, bytes, from);
                }
            }
        }
        LOG.warn("rules file: {}", fileProblem);
        return fileProblem.equals(before) ? new News.None() : new News.Problems();
    }

    private News retry(Supplier<byte[]> present) {
        if (--pollsUntilRetry > 0) {
            return new News.None();
        }
        store(present.get());
        return unsaved ? new News.None() : new News.Problems();
    }

    /** Writes; returns why that did not succeed, or null. It is tried again then. */
    @Nullable
    String store(byte[] bytes) {
        if (folder == null) {
            return null;
        }
        if (newerFile) {
            storeProblem = "the rules file is of a newer Weir and was left alone; the change is in memory only";
            return storeProblem;
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
        return storeProblem;
    }
}
