package org.weir.engine.policy;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A user by name or uid. Where the system knows the name, the uid decides, so that the engine and the kernel mean the
 * same; else the name that the flow carries.
 */
record UserPattern(String text, OptionalLong uid) {
    /** 4,294,967,295 is "no user" in Linux. */
    private static final long MAX_UID = 0xffff_fffeL;

    static UserPattern parse(String text, UserLookup users) throws RuleException {
        if (!text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return new UserPattern(text, users.uid(text));
        }
        if (text.length() > 10 || Long.parseLong(text) > MAX_UID) {
            throw new RuleException("user", "'" + text + "': uids are 0 to " + MAX_UID);
        }
        return new UserPattern(text, OptionalLong.of(Long.parseLong(text)));
    }

    /** @param flowUid unsigned, or -1 when unknown */
    boolean matches(int flowUid, @Nullable String flowUser) {
        var byUid = uid.isPresent() && flowUid != -1;
        return byUid ? Integer.toUnsignedLong(flowUid) == uid.getAsLong() : text.equals(flowUser);
    }

    /** Whether no flow that the kernel sees (uid known) can match both. */
    boolean disjoint(UserPattern other) {
        return uid.isPresent() && other.uid.isPresent() && uid.getAsLong() != other.uid.getAsLong();
    }
}
