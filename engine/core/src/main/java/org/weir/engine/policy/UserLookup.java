package org.weir.engine.policy;

import java.util.OptionalLong;

/** The system's user names. Called when rules are compiled, never for a flow. */
@FunctionalInterface
public interface UserLookup {
    /** Knows nobody: rules with user names then match by the name that the flow carries. */
    UserLookup NONE = _ -> OptionalLong.empty();

    /** The uid of a user name, 0 to 4,294,967,294, or empty when there is no such user. */
    OptionalLong uid(String name);
}
