package org.weir.ui.theme;

/** What a desktop says of the colours that its user wants. */
public enum Scheme {
    LIGHT,
    DARK,
    /** Nothing: it cannot be asked, or its user has no preference. */
    UNTOLD
}
