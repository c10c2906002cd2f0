package org.weir.ui.screen.http;

import java.util.Locale;

/** A field of an action, as the editor has it: what is {@code value} in the protocol is two fields here. Pure. */
enum ActionField {
    NAME,
    /** Of a header: one line. */
    VALUE,
    FIND,
    /** What {@link #FIND} is replaced with: may have several lines. */
    REPLACEMENT,
    REGEX,
    STATUS,
    HEADERS,
    /** Whether there is a text, or a file. */
    SOURCE,
    BODY,
    FILE,
    TARGET;

    /** For text keys and ids. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As the protocol calls it. */
    String wire() {
        return this == REPLACEMENT ? "value" : word();
    }
}
