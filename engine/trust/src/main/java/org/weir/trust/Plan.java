package org.weir.trust;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a command would do to one store, worked out without doing any of it.
 *
 * @param possible whether this user can do it now
 * @param words why not, or what else there is to say; "" when the steps say it all
 * @param steps in order; empty when nothing has to change
 */
public record Plan(String store, boolean possible, String words, List<Step> steps) {
    public Plan {
        steps = List.copyOf(steps);
    }

    /** What happens to a file. */
    public enum Action {
        /** It does not exist yet. */
        CREATE,
        /** Its content is replaced by one that is the same but for our entry. */
        REPLACE,
        /** Our entry is put in or taken out in place, by the store's own program. */
        EDIT,
        /** It is put back to the byte. */
        RESTORE,
        DELETE,
        /** A folder that we made goes if nothing is left in it. */
        DELETE_IF_EMPTY,
        /** The system's own program makes it anew from what it is made of. */
        REMAKE;

        /** As a word for people and programs. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * @param action a word of {@link Action}
     * @param content what will be in it, only where a person has to know (a file of variables); else null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Step(String action, String path, @Nullable String content) {
        static Step of(Action action, Object path) {
            return new Step(action.word(), path.toString(), null);
        }
    }
}
